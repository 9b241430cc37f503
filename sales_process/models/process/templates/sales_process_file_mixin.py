from odoo import api, models
from odoo.fields import Command

from ....tools.process_file import ProcessFileError, check_texts, check_value


class SalesProcessFileMixin(models.AbstractModel):
    """A record that goes into the file of a process, and comes out of it in another database."""

    _name = "sales.process.file.mixin"
    _description = "Part of a File of a Sales Process"

    @api.model
    def _get_file_field_names(self):
        """Fields that stand in a file, in their order. To be extended."""
        return []

    # ------------------------------------------------------------
    # EXPORT
    # ------------------------------------------------------------

    def _to_file(self):
        """The record as a file has it; what is empty is left out."""
        self.ensure_one()
        values = {}
        for name in self._get_file_field_names():
            value = self._to_file_value(self._fields[name])
            if value or isinstance(value, (bool, int, float)):
                values[name] = value
        return values

    def _to_file_value(self, field):
        value = self[field.name]
        if field.type == "one2many":
            return [line._to_file() for line in value]
        if field.type == "many2many":
            return [self._to_file_reference(record) for record in value]
        if field.type == "many2one":
            return self._to_file_reference(value) if value else None
        if field.translate:
            return self._get_file_texts(self, field.name)
        if field.type in ("boolean", "integer", "float"):
            return value
        return value or None

    @api.model
    def _get_file_texts(self, record, name):
        """A text in all languages in which it differs."""
        plain = record.with_context(lang="en_US")[name]
        if not plain:
            return {}
        texts = {
            lang: str(record.with_context(lang=lang)[name] or "")
            for lang, _name in self.env["res.lang"].get_installed()
        }
        others = {lang: text for lang, text in texts.items() if text and text != plain}
        return {"en_US": str(plain), **others}

    @api.model
    def _to_file_reference(self, record):
        """How another database may find a record. To be extended by what it needs to make it."""
        reference = {"model": record._name}
        xml_id = record.get_external_id()[record.id]
        if xml_id and not xml_id.startswith("__"):
            reference["xml_id"] = xml_id
        reference["name"] = record.with_context(lang="en_US").display_name
        return reference

    # ------------------------------------------------------------
    # IMPORT
    # ------------------------------------------------------------

    @api.model
    def _from_file(self, data, where=""):
        """Values to create a record of what a file has, each text without its translations.

        :param dict data: as :meth:`_to_file` gives it
        :param where: the place in the file
        :raise ProcessFileError: names the place of what cannot be taken
        """
        values = {}
        for name, value in data.items():
            place = f"{where} {name}".strip()
            if name not in self._get_file_field_names():
                # which app is missing says more than the name of its field
                self._check_file_models(value, place)
                raise ProcessFileError("field", where or "process", name)
            values[name] = self._from_file_value(self._fields[name], value, place)
        return values

    @api.model
    def _from_file_value(self, field, value, where):
        if field.translate:
            return check_texts(value, where)[0]
        check_value(field.type, value, where)
        if field.type == "one2many":
            lines = self.env[field.comodel_name]
            return [
                Command.create(
                    {"sequence": place * 10, **lines._from_file(line, f"{where} {place}")}
                )
                for place, line in enumerate(value, 1)
            ]
        if field.type == "many2many":
            records = [
                self._from_file_reference(field, line, f"{where} {place}")
                for place, line in enumerate(value, 1)
            ]
            return [Command.set([record.id for record in records])]
        if field.type == "many2one":
            return self._from_file_reference(field, value, where).id
        if field.type == "selection" and value not in field.get_values(self.env):
            raise ProcessFileError("value", where, value)
        return value

    @api.model
    def _check_file_models(self, value, where):
        for line in value if isinstance(value, list) else [value]:
            model = line.get("model") if isinstance(line, dict) else None
            if isinstance(model, str) and model not in self.env:
                raise ProcessFileError("model", where, model)

    @api.model
    def _from_file_reference(self, field, reference, where):
        """The record that a file names: by its XML id, else by its name. To be extended by making
        one that is not there."""
        self._check_file_models(reference, where)
        if reference.get("model") != field.comodel_name:
            raise ProcessFileError("value", f"{where} model", reference.get("model"))
        records = self.env[field.comodel_name]
        xml_id, name = reference.get("xml_id"), reference.get("name")
        found = isinstance(xml_id, str) and "." in xml_id and self.env.ref(xml_id, False)
        if found and found._name == records._name:
            return found
        if isinstance(name, str) and records._rec_name:
            for lang in ("en_US", self.env.lang):
                named = records.with_context(lang=lang).search(
                    [(records._rec_name, "=", name)], limit=1
                )
                if named:
                    return named.with_env(self.env)
        raise ProcessFileError("record", f"{where} ({records._description})", name)

    def _translate_from_file(self, data):
        """Give what was made of a file its texts in the languages of this database."""
        self.ensure_one()
        for name, value in data.items():
            field = self._fields[name]
            if field.translate:
                self._set_file_texts(self, name, check_texts(value, name)[1])
            elif field.type == "one2many":
                for line, line_data in zip(self[name].sorted("sequence"), value, strict=True):
                    line._translate_from_file(line_data)

    @api.model
    def _set_file_texts(self, record, name, texts):
        field, plain = record._fields[name], record.with_context(lang="en_US")[name]
        for lang, _name in self.env["res.lang"].get_installed():
            text = texts.get(lang)
            if not text or lang == "en_US":
                continue
            if callable(field.translate):
                terms = field.get_trans_terms(plain), field.get_trans_terms(text)
                if len(terms[0]) == len(terms[1]):
                    translations = dict(zip(*terms, strict=True))
                    record.update_field_translations(name, {lang: translations})
            else:
                record.with_context(lang=lang)[name] = text
