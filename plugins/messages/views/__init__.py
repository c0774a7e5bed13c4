"""The pages of messages."""

from plugins.messages.views.composing import ComposePage
from plugins.messages.views.help import HelpPage
from plugins.messages.views.messages import CopyView, MessageView
from plugins.messages.views.preferences import PreferencePage

VIEWS = (MessageView, CopyView, ComposePage, HelpPage, PreferencePage)
