"""A comment may reopen one of an earlier round (MES-R70)."""
from peewee import *


def up(migrator, db):
    class Comment(Model):
        class Meta:
            database = db
            table_name = 'mes_comment'
    reopens = ForeignKeyField(Comment, field=Comment.id, null=True, on_delete='SET NULL')
    migrator.migrate(migrator.add_column('mes_comment', 'reopens_id', reopens))


def down(migrator, db):
    migrator.migrate(migrator.drop_index('mes_comment', 'mes_comment_reopens_id'))
    migrator.migrate(migrator.drop_column('mes_comment', 'reopens_id'))
