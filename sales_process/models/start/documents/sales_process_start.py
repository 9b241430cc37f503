from odoo import api, fields, models


class SalesProcessStart(models.Model):
    """Whether stages follow documents is decided with what that means in sight."""

    _inherit = "sales.process.start"

    follows_documents = fields.Boolean("Stages Follow Documents", default=True)

    @api.model
    def _get_announced_fields(self):
        return [*super()._get_announced_fields(), "follows_documents"]

    def _announce_documents(self):
        if not self.follows_documents:
            return self.env._("Only people, goals and rules move opportunities from now on.")
        steps = self.team_id._get_flow_steps(self.team_id._get_process_stages())
        labels = dict(self.env["crm.stage"]._fields["flow_step"]._description_selection(self.env))
        texts = [
            self.env._(
                "From now on a document moves its opportunity to the stage that it stands for, and"
                " back when it is cancelled."
            )
        ]
        texts += [
            self.env._("%(document)s → %(stage)s", document=labels[step], stage=stage.name)
            for stage, step in steps.items()
        ]
        if not steps:
            texts.append(
                self.env._("No stage of this team stands for a document yet: see the step before.")
            )
        texts.append(
            self.env._(
                "%(count)s open opportunities have documents already. They stay where they are"
                " until one of their documents changes.",
                count=self._count_sold(),
            )
        )
        return "\n".join(texts)

    def _apply_documents(self):
        before = self.company_id.stages_follow_documents
        self._set_follows_documents(self.follows_documents)
        return {"follows": before}

    def _undo_documents(self, undo):
        self._set_follows_documents(undo.get("follows"))

    def _set_follows_documents(self, follows):
        # sudo: a setting of the sales process, which sales administrators make; the company's
        # others are not touched
        self.company_id.sudo().stages_follow_documents = follows
