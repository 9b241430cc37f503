from odoo import api, models


class SalesProcessStageMixin(models.AbstractModel):
    """What a stage of a pipeline and one of a ready-made process take from each other."""

    _name = "sales.process.stage.mixin"
    _description = "Stage of a Sales Process"

    @api.model
    def _get_process_field_names(self):
        """Fields that both have in common. To be extended by what else makes a process."""
        return [
            "name",
            "weight",
            "is_won",
            "flow_step",
            "fold",
            "requirements",
            "guidance",
            "rotting_threshold_days",
        ]

    def _prepare_process_vals(self):
        """Values for a stage of the other kind that is to be as this one."""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_process_field_names()
        }

    def _copy_translations(self, stage, langs=None):
        """Give the stage of the other kind that was made of this one its texts in other languages.

        :param stage: the stage that was made
        :param langs: codes of languages; None for all that are installed
        """
        self.ensure_one()
        for lang in langs or [lang for lang, _name in self.env["res.lang"].get_installed()]:
            self.with_context(lang=lang)._copy_texts(stage.with_context(lang=lang))

    def _copy_texts(self, stage):
        """Give a stage its texts in the language of both. To be extended by further texts."""
        for name in ("name", "guidance"):
            self._copy_text(self, stage, name)

    @api.model
    def _copy_text(self, record, copy, name):
        """Translate a text that was taken over, unless it has been changed, or translated, since.

        Odoo shows a text without a translation as it stands in ``en_US``.
        """
        text, source = record[name], copy.with_context(lang="en_US")[name]
        if not text or text == copy[name] or copy[name] != source:
            return
        langs = [lang for lang, _name in self.env["res.lang"].get_installed()]
        if any(record.with_context(lang=lang)[name] == source for lang in ("en_US", *langs)):
            copy[name] = text
