// A month of bookings or of periods, div[data-calendar]: the list under it, drawn by FullCalendar.
import { Calendar } from "@fullcalendar/core";
import frLocale from "@fullcalendar/core/locales/fr";
import dayGridPlugin from "@fullcalendar/daygrid";
import listPlugin from "@fullcalendar/list";

function content({ event, view }) {
  const { drawing, words, hours } = event.extendedProps;
  const line = document.createElement("span");
  line.className = "m-event";
  line.append(document.getElementById(`m-event-${drawing}`)?.content.cloneNode(true) ?? "");
  line.append(document.createTextNode(`${hours && view.type === "dayGridMonth" ? `${hours} ` : ""}${event.title}`));
  if (words) line.append(Object.assign(document.createElement("span"), { className: view.type === "dayGridMonth" ? "sr-only" : "m-meta", textContent: `, ${words}` }));
  return { domNodes: [line] };
}

// A line of the list under the calendar, as FullCalendar wants it.
function told(row) {
  const { start, end, title, colour, ...more } = row.dataset;
  return { start, end, title, url: row.querySelector("a").href, allDay: !start.includes("T"), ...(colour && { borderColor: colour, backgroundColor: "transparent" }), extendedProps: more };
}

function draw(box) {
  const narrow = matchMedia("(max-width: 599px)").matches;
  const calendar = new Calendar(box, {
    plugins: [dayGridPlugin, listPlugin],
    locales: [frLocale],
    locale: document.documentElement.lang,
    firstDay: 1,
    initialDate: box.dataset.first,
    initialView: narrow ? "listMonth" : "dayGridMonth",
    validRange: box.dataset.until ? { start: box.dataset.first, end: box.dataset.until } : undefined,
    headerToolbar: { start: "title", end: "dayGridMonth listMonth" },
    buttonText: { dayGridMonth: box.dataset.month, listMonth: box.dataset.list },
    height: "auto",
    dayMaxEvents: 6,
    events: [...document.querySelectorAll(`#${box.dataset.calendar} [data-start]`)].map(told),
    eventContent: content,
    // a cell is named by all that it holds, not by its number alone
    dayCellDidMount: ({ el }) => el.removeAttribute("aria-labelledby"),
  });
  calendar.render();
  for (const button of document.querySelectorAll("[data-calendar-turn]")) {
    button.hidden = false;
    button.addEventListener("click", () => calendar[button.dataset.calendarTurn]());
  }
}

document.querySelectorAll("[data-calendar]").forEach(draw);
