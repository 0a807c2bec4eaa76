// Asks the browser's authenticator what a form carries in data-asked, and sends its answer with the form.
//
// A question lives five minutes, and a page is read for as long as that takes. So it is put when the button is pressed:
// the page is fetched once more, and of it the question alone is taken, where its form says what this one says.
"use strict";

const bytesOf = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
const textOf = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function optionsOf(asked) {
  const named = list => (list || []).map(one => ({ ...one, id: bytesOf(one.id) }));
  const options = { ...asked, challenge: bytesOf(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytesOf(asked.user.id) };
  if (asked.allowCredentials) options.allowCredentials = named(asked.allowCredentials);
  if (asked.excludeCredentials) options.excludeCredentials = named(asked.excludeCredentials);
  return options;
}

function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: textOf(credential.rawId), type: credential.type, response });
}

// Words for what a browser may say stand in the form, in the language of its page.
const WORDS = { NotAllowedError: "cancelled", InvalidStateError: "there", SecurityError: "elsewhere" };

const OWN_OF_A_PAGE = ["answer", "form"];

function fieldsOf(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !OWN_OF_A_PAGE.includes(name)));
}

// The same form of the page as it is now; where no page is at this address, as after a form that was sent, this one.
async function formNow(form) {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return form;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const action = form.getAttribute("action");
  return [...page.querySelectorAll("form[data-asked]")].find(one => one.getAttribute("action") === action);
}

async function ask(form) {
  const now = await formNow(form);
  if (!now || fieldsOf(now) !== fieldsOf(form)) {
    location.reload();
    return;
  }
  const asked = JSON.parse(now.dataset.asked);
  const publicKey = optionsOf(asked);
  const make = asked.rp !== undefined;
  const credential = await (make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
  form.elements.answer.value = answerOf(credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-asked]")) {
  const said = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  if (!window.PublicKeyCredential) {
    said.textContent = form.dataset.none;
    continue;
  }
  button.disabled = false;
  form.addEventListener("submit", event => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = form.dataset.waiting;
    ask(form).catch(error => {
      button.disabled = false;
      said.textContent = form.dataset[WORDS[error.name]] || form.dataset.failed.replace("{}", error.name);
    });
  });
}
