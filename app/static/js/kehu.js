// Starts what the pages need. Behaviour hangs on data attributes; a part of a page that arrives later
// (the content of a tab) says so with the event `kehu:loaded` on the element that it fills.
import {watchDialogs} from "./dialogs.js";
import {guardForms, watchForms} from "./forms.js";
import {watchFrame} from "./frame.js";
import {watchJobs} from "./jobs.js";
import {watchLists} from "./lists.js";
import {watchMenu} from "./menu.js";
import {watchPanels} from "./panels.js";
import {watchRights} from "./rights.js";
import {watchSearch} from "./search.js";
import {enhanceSelects} from "./selects.js";
import {enhanceTabs} from "./tabs.js";
import {keepTyped} from "./typed.js";

function enhance(root) {
  enhanceSelects(root);
  enhanceTabs(root);
  watchJobs(root);
  watchRights(root);
  guardForms(root);
}

watchFrame();
watchMenu();
watchLists();
watchDialogs();
watchPanels();
enhance(document);
watchForms();
keepTyped();
watchSearch();
document.addEventListener("kehu:loaded", (event) => enhance(event.target));
