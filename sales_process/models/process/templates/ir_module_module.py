from odoo import api, models


class IrModuleModule(models.Model):
    """A language that is installed later reaches the stages of ready-made processes as well."""

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        self.env["sales.process.template.stage"]._translate_loaded_stages(langs)
        return result
