"""Headings in Ukrainian."""

from typing import Final

from detente.council.papers.languages.labels import Labels
from detente.council.papers.minutes import Result

LABELS: Final = Labels(
    language="uk",
    months=(
        *("січня", "лютого", "березня", "квітня", "травня", "червня"),
        *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
    ),
    date="{day} {month} {year}\u00a0року",
    rehearsal_mark="РЕПЕТИЦІЯ",
    rehearsal_note="Проведено з власними ключами. Названі тут сторони на цій лінії не виступали.",
    page="Сторінка {page} з {pages}",
    sentences=(
        "Отримання не означає згоди.",
        "Повідомлення не означає дозволу.",
        "Запис не означає визнання.",
    ),
    colon=": ",
    minutes="Протокол засідання",
    reference="Номер справи",
    level="Рівень",
    place="Місце",
    over_the_line="по лінії зв’язку",
    began="Початок",
    ended="Закінчення",
    goes_on="не закрито",
    chair="Головування",
    delegations="Делегації",
    results="Результати",
    item="Пункт {number}",
    tabled_by="Внесено: {parties}",
    contested_by="Оскаржується: {parties}",
    on_behalf_of="від імені: {parties}",
    unofficial="неофіційний переклад",
    result="Результат",
    verdicts={
        Result.AGREED: "Погоджено",
        Result.NOT_AGREED: "Не погоджено; обидві позиції залишаються",
        Result.NOTED: "Взято до відома",
        Result.DEFERRED: "Відкладено",
    },
    brackets="Варіанти, що залишаються відкритими",
    summary="Підсумок головування",
    summary_note="Складено головуванням; нікого іншого не зобов’язує.",
    signatures="Підписи",
    signed="підписано {time}",
    unsigned="не підписано",
    missing="Ще не підписали: {parties}.",
    sources="Джерела",
    basis={
        "sourced": "за джерелами",
        "reconstructed": "реконструкція",
        "inject": "вставка репетиції: ніхто цього не робив і не казав",
    },
    record="Записи, на яких ґрунтується цей документ",
    as_of="Станом на {time}",
    entries="записів: {size}",
    levels={
        "watch officer": "чергові офіцери",
        "expert": "експерти",
        "military representative": "військові представники",
        "ambassador": "посли",
        "minister": "міністри",
        "head of state or government": "глави держав та урядів",
    },
    communique="Комюніке",
    joint_communique="Спільне комюніке",
    published="Опубліковано",
    authors="Автори",
    consents="Згода з цим текстом",
    consented="згоду надано {time}",
    authentic="автентичний текст",
    verify="Як це перевірити",
    verify_why=(
        "Вірити цій сторінці не потрібно. Підписаний документ і файл доказу поруч із нею кажуть те саме; "
        "будь-хто може перевірити їх загальнодоступними засобами, не звертаючись до сторін."
    ),
    verify_command="Перевірка файлу доказу",
    digest="SHA-256 підписаного тексту",
    note="Підписаний документ",
    evidence="Файл доказу",
    all_communiques="Усі комюніке",
    feed="Стрічка Atom",
)
