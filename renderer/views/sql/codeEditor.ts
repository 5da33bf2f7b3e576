// The editor of CodeMirror with the tables of the heap as its words. Loaded when the console is opened.
import {
  autocompletion,
  closeBrackets,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { sql, SQLDialect } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Transaction } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { SQL_MACROS, SQL_TABLE_NAMES, sqlTable } from '#heap/model/sqlTables.ts';

export interface CodeEditor {
  /** Replaces the text, when it differs. */
  show(text: string): void;
  focus(): void;
  close(): void;
}

interface CodeEditorOptions {
  readonly text: string;
  readonly label: string;
  readonly hint: string;
  readonly onchange: (text: string) => void;
  readonly onrun: () => void;
}

const SCHEMA: Readonly<Record<string, string[]>> = Object.fromEntries(
  SQL_TABLE_NAMES.map((table) => {
    const { numbered, columns } = sqlTable(table);
    return [table, [...(numbered ? ['id'] : []), ...Object.keys(columns)]];
  }),
);

/** The words of a question to DuckDB. What only changes data is none of them. */
const DUCKDB = SQLDialect.define({
  doubleDollarQuotedStrings: true,
  keywords:
    'select from where group by order having limit offset distinct as and or not in is null like ilike between exists case when ' +
    'then else end join left right full inner cross asof semi anti positional lateral natural on using union all except ' +
    'intersect with recursive values over partition window rows range preceding following unbounded current row qualify ' +
    'filter sample exclude replace asc desc nulls first last describe summarize show explain analyze pivot unpivot cast',
  builtin:
    'count sum avg min max median quantile_disc quantile_cont mode any_value arg_max arg_min list string_agg bool_or bool_and ' +
    'approx_count_distinct histogram length lower upper left right split_part contains starts_with ends_with regexp_matches ' +
    'regexp_replace regexp_extract printf format_bytes greatest least coalesce nullif floor ceil round abs log2 log10 sqrt ' +
    'row_number rank dense_rank lag lead first_value last_value unnest range generate_series columns hash',
  types: 'boolean integer bigint double varchar decimal uinteger tinyint smallint hugeint',
});

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent-text)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--cycle-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--retained-text, var(--text-1))' },
  { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--t-12)', backgroundColor: 'var(--surface-1)', color: 'var(--text-1)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text-1)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text-1)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--surface-3)', color: 'var(--text-1)', border: '1px solid var(--line-3)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--text-1)' },
});

/**
 * Inside a shadow root: there styles are adopted as sheets, where a page would need `<style>` elements that its policy forbids.
 * Tab leaves the editor, as everywhere in the page.
 */
export function codeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const run = { key: 'Mod-Enter', run: (): boolean => (options.onrun(), true) };
  const macros = SQL_MACROS.map(({ name }) => ({ label: name, type: 'function', apply: `${name}(` }));
  const language = sql({ dialect: DUCKDB, schema: SCHEMA, upperCaseKeywords: true });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        keymap.of([run, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        language,
        language.language.data.of({ autocomplete: (context: CompletionContext) => macrosAt(context, macros) }),
        syntaxHighlighting(COLOURS),
        LOOK,
        placeholder('SELECT type, count(*), sum(self) FROM objects GROUP BY type'),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({ beforeinput: replaceSelected }),
        EditorView.contentAttributes.of({ 'aria-label': options.label, 'aria-description': options.hint }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    show(text) {
      if (view.state.doc.toString() === text) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}

/**
 * Typing over a selection: left to the browser it would keep the colour of what goes as an inline style, which the policy forbids
 * and says so every time.
 */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection;
  const { data } = event;
  if (event.inputType !== 'insertText' || data === null || main.empty || view.composing) return false;
  event.preventDefault();
  const insert = (): Transaction => view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type' });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, main.from, main.to, data, insert))) view.dispatch(insert());
  return true;
}

interface MacroWord {
  readonly label: string;
  readonly type: string;
  readonly apply: string;
}

function macrosAt(context: CompletionContext, options: readonly MacroWord[]): CompletionResult | null {
  const word = context.matchBefore(/\w+/u);
  return word === null ? null : { from: word.from, options: [...options] };
}
