"""Headings in Russian."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="ru",
    months=(
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    date="{day} {month} {year}\u00a0года",
    rehearsal_mark="РЕПЕТИЦИЯ",
    rehearsal_note="Проведена с собственными ключами. Названные здесь стороны на этой линии не выступали.",
    page="Страница {page} из {pages}",
    sentences=(
        "Получение не означает согласия.",
        "Уведомление не означает разрешения.",
        "Запись не означает признания.",
    ),
    colon=": ",
    minutes="Протокол заседания",
    reference="Номер дела",
    level="Уровень",
    place="Место",
    over_the_line="по линии связи",
    began="Начало",
    ended="Окончание",
    goes_on="не закрыто",
    chair="Председатель",
    delegations="Делегации",
    results="Результаты",
    item="Пункт {number}",
    tabled_by="Внесён: {parties}",
    contested_by="Оспаривается: {parties}",
    on_behalf_of="от имени: {parties}",
    unofficial="неофициальный перевод",
    result="Результат",
    verdicts={
        Result.AGREED: "Согласовано",
        Result.NOT_AGREED: "Не согласовано; обе позиции остаются в силе",
        Result.NOTED: "Принято к сведению",
        Result.DEFERRED: "Отложено",
    },
    brackets="Варианты, остающиеся открытыми",
    summary="Резюме председателя",
    summary_note="Составлено председателем; никого другого не обязывает.",
    signatures="Подписи",
    signed="подписано {time}",
    unsigned="не подписано",
    missing="Ещё не подписали: {parties}.",
    sources="Источники",
    basis={
        "sourced": "по источникам",
        "reconstructed": "реконструкция",
        "inject": "вставка репетиции: никто этого не делал и не говорил",
    },
    record="Записи, на которых основан этот документ",
    as_of="По состоянию на {time}",
    entries="записей: {size}",
    levels={
        "watch officer": "дежурные офицеры",
        "expert": "эксперты",
        "military representative": "военные представители",
        "ambassador": "послы",
        "minister": "министры",
        "head of state or government": "главы государств и правительств",
    },
    communique="Коммюнике",
    joint_communique="Совместное коммюнике",
    published="Опубликовано",
    authors="Авторы",
    consents="Согласие с этим текстом",
    consented="согласие дано {time}",
    authentic="аутентичный текст",
    verify="Как это проверить",
    verify_why=(
        "Верить этой странице не требуется. Подписанный документ и файл доказательства, приложенные к ней, говорят "
        "то же самое; любой может проверить их общедоступными средствами, не обращаясь к сторонам."
    ),
    verify_command="Проверка файла доказательства",
    digest="SHA-256 подписанного текста",
    note="Подписанный документ",
    evidence="Файл доказательства",
    all_communiques="Все коммюнике",
    feed="Лента Atom",
)
