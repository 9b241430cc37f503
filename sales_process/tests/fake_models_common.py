from contextlib import ExitStack
from unittest.mock import patch

from odoo.models import MetaModel


def get_loader(env, module):
    """A ``FakeModelLoader`` of odoo-test-helper for this version of Odoo.

    The helper knows by their former names: the table of models by module, what loads a module into
    the registry, what sets the models up, and where a model keeps its fields.
    """
    if not hasattr(MetaModel, "module_to_models"):
        MetaModel.module_to_models = MetaModel._module_to_models__
    from odoo_test_helper import FakeModelLoader  # reads the table as it is imported

    class Loader(FakeModelLoader):
        def update_registry(self, odoo_models):
            registry = type(self.env.registry)
            load = registry.load
            names = [model._name for model in odoo_models]

            def load_these(pool, _cr, package):
                """Not the whole module once more, whose models others have extended meanwhile."""
                with patch.dict(MetaModel._module_to_models__, {package.name: list(odoo_models)}):
                    return load(pool, package)

            with ExitStack() as stack:
                stack.enter_context(patch.object(registry, "load", load_these))
                stack.enter_context(
                    patch.object(
                        registry,
                        "setup_models",
                        lambda pool, cr: pool._setup_models__(cr, names),
                        create=True,
                    )
                )
                super().update_registry(odoo_models)

        def restore_registry(self):
            """Take the made-up models away; those that were there are not extended by them."""
            pool = self.env.registry
            fakes = set(pool.models) - set(self._original_registry)
            for name in fakes:
                del pool.models[name]
            for model in pool.models.values():
                for name in fakes:
                    model._inherit_children.discard(name)
            self._clean_module_to_model()
            pool._setup_models__(self.env.cr)

    return Loader(env, module)
