// The question before something is done or lost.

/** Whether the person agrees to `question`; `button` is what agreeing is called. */
export function confirmed(question, {button = "", note = "", danger = false} = {}) {
  const dialog = document.getElementById("confirmation");
  const agree = dialog.querySelector("[data-confirm-button]");
  dialog.querySelector("#confirmation-question").textContent = question;
  dialog.querySelector("[data-note]").textContent = note;
  agree.textContent = button || agree.textContent;
  agree.classList.toggle("danger", danger);
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((told) => {
    dialog.addEventListener("close", () => told(dialog.returnValue === "confirm"), {once: true});
  });
}
