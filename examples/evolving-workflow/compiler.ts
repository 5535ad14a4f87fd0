import { getLibFiles, libFolderInMemoryPath, ts } from "@ts-morph/common";

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.es2023.d.ts", "lib.webworker.d.ts"],
  types: [],
  module: ts.ModuleKind.Preserve,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  strict: true,
  noImplicitAny: false,
  noEmit: true,
  skipLibCheck: true,
};

/** A block stands for itself: what it imports may be anything, and it may expect Node or a page around it. */
const around = "/around.d.ts";
const surroundings = `
  declare module "*";
  declare var require: any, module: any, exports: any, process: any, Buffer: any, global: any;
  declare var __dirname: string, __filename: string, window: any, document: any;
`;

const library = new Map<string, string>([
  [around, surroundings],
  ...getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text] as const),
]);
const parsed = new Map<string, ts.SourceFile>();

/** Sees the library and one block, no disk; files of the library are parsed once per thread. */
function hostOf(block: ts.SourceFile): ts.CompilerHost {
  const read = (file: string) => (file === block.fileName ? block.text : library.get(file));
  return {
    fileExists: (file) => read(file) !== undefined,
    readFile: read,
    getSourceFile: (file, language) => (file === block.fileName ? block : librarySource(file, language)),
    getDefaultLibFileName: () => `${libFolderInMemoryPath}/lib.d.ts`,
    getDefaultLibLocation: () => libFolderInMemoryPath,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (file) => file,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    writeFile: () => {},
  };
}

type Language = ts.ScriptTarget | ts.CreateSourceFileOptions;

function librarySource(file: string, language: Language): ts.SourceFile | undefined {
  const known = parsed.get(file);
  const text = library.get(file);
  if (known || text === undefined) return known;
  const source = ts.createSourceFile(file, text, language);
  parsed.set(file, source);
  return source;
}

/** A parsed block, and what is wrong in it. */
export interface Checked {
  readonly source: ts.SourceFile;
  readonly diagnostics: readonly ts.Diagnostic[];
}

/** Checks a text as the module that its path names. */
export function checkModule(path: string, text: string): Checked {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  const program = ts.createProgram([around, path], options, hostOf(source));
  const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return { source, diagnostics };
}
