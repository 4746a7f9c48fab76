"""The status bar says that another engine hears, for as long as it does."""

from pytestqt.qtbot import QtBot

from domain.events import EngineChanged
from domain.facts import StationFacts
from widgets.bridge import Bridge
from widgets.shell.status_bar import StatusBar


def test_a_stand_in_is_shown_until_the_server_is_back(qtbot: QtBot) -> None:
    bridge = Bridge()
    bar = StatusBar(bridge)
    qtbot.addWidget(bar)
    bar.show_facts(StationFacts(model="big @ asr.lan"))
    usual = bar.model.text()
    assert "big @ asr.lan" in usual
    with qtbot.waitSignal(bridge.engine_changed):
        bridge.publish(EngineChanged("lingtai-demo", True))
    assert "lingtai-demo" in bar.model.text()
    assert "⚠" in bar.model.text()
    bar.show_facts(StationFacts(model="big @ asr.lan"))  # looked at again meanwhile
    assert "⚠" in bar.model.text()
    with qtbot.waitSignal(bridge.engine_changed):
        bridge.publish(EngineChanged("server:big", False))
    assert bar.model.text() == usual
