"""The language of the windows: Chinese is in the source, English in one catalogue."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from widgets.design.icons import RESOURCES


def speak(app: QCoreApplication, language: str = "") -> None:
    """Install the translations; language is zh, en or "" for the system's."""
    locale = QLocale(language) if language else QLocale.system()
    is_english = locale.language() is QLocale.Language.English
    QLocale.setDefault(locale)
    if is_english:
        _install(app, "lingtai_en", str(RESOURCES / "i18n"))
    else:
        # Qt's own words: its buttons and context menus
        _install(app, "qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))


def _install(app: QCoreApplication, name: str, folder: str) -> None:
    translator = QTranslator(app)
    if translator.load(name, folder):
        app.installTranslator(translator)
