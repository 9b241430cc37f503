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

    def _prepare_picture(self):
        """What a picture of the process shows of this stage, as plain JSON. To be extended by what
        else stands in it."""
        self.ensure_one()
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "weight": self.weight,
            "is_won": self.is_won,
            "document": labels.get(self.flow_step) or "",
            "description": self.requirements or "",
            "days": 0 if self.is_won else self.rotting_threshold_days,
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
    def _copy_text(self, record, copy, name, copy_name=None):
        """Translate a text that was taken over, unless it has been changed, or translated, since.

        Odoo shows a text without a translation as it stands in ``en_US``. Of a text with several
        terms each is translated: writing it whole would change the other languages.

        :param record: whose text it is, in the language that is wanted
        :param copy: who has taken it over, in the same language
        :param copy_name: the copy's field, where its name differs
        """
        copy_name = copy_name or name
        field, lang = copy._fields[copy_name], copy.env.lang or "en_US"
        text, source = record[name], copy.with_context(lang="en_US")[copy_name]
        if not text or text == copy[copy_name] or copy[copy_name] != source:
            return
        langs = [lang for lang, _name in self.env["res.lang"].get_installed()]
        if all(record.with_context(lang=other)[name] != source for other in ("en_US", *langs)):
            return
        if callable(field.translate):
            terms = field.get_trans_terms(source), field.get_trans_terms(text)
            if len(terms[0]) == len(terms[1]) and lang != "en_US":
                translations = dict(zip(*terms, strict=True))
                copy.update_field_translations(copy_name, {lang: translations})
        else:
            copy[copy_name] = text
