using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace Gelf.Tests.Unit.Cmdlets;

/// <summary>A console that remembers what was written on it; of 120 columns, unless it is made narrower.</summary>
internal sealed class ScreenHost : PSHost
{
    private readonly Screen _screen = new();

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;
    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name => "Screen";
    public override PSHostUserInterface UI => _screen;
    public override Version Version => new(1, 0);

    /// <summary>Without the colours.</summary>
    internal string Text => Regex.Replace(_screen.Snapshot(), "\x1b\\[[0-9;]*m", "");

    internal void Clear() => _screen.Clear();

    /// <summary>Columns of the console.</summary>
    internal int Width
    {
        get => _screen.RawUI.WindowSize.Width;
        set => _screen.RawUI.WindowSize = _screen.RawUI.BufferSize = new Size(value, 50);
    }

    public override void EnterNestedPrompt() => throw new NotSupportedException();
    public override void ExitNestedPrompt() => throw new NotSupportedException();
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }

    private sealed class Screen : PSHostUserInterface
    {
        private readonly StringBuilder _text = new(); // guarded by itself: a test looks while a pipeline writes

        public override PSHostRawUserInterface RawUI { get; } = new Raw();

        public override void Write(string value)
        {
            lock (_text)
                _text.Append(value);
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);
        public override void WriteLine(string value) => Write(value + Environment.NewLine);
        public override void WriteErrorLine(string value) => WriteLine(value);
        public override void WriteWarningLine(string message) => WriteLine(message);
        public override void WriteVerboseLine(string message) => WriteLine(message);
        public override void WriteDebugLine(string message) => WriteLine(message);

        internal string Snapshot()
        {
            lock (_text)
                return _text.ToString();
        }

        internal void Clear()
        {
            lock (_text)
                _text.Clear();
        }

        public override void WriteProgress(long sourceId, ProgressRecord record) { }

        public override string ReadLine() => throw new NotSupportedException();
        public override SecureString ReadLineAsSecureString() => throw new NotSupportedException();
        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new NotSupportedException();
        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw new NotSupportedException();
        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();
        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes types, PSCredentialUIOptions options) =>
            throw new NotSupportedException();
    }

    private sealed class Raw : PSHostRawUserInterface
    {
        public override Size BufferSize { get; set; } = new(120, 50);
        public override Size WindowSize { get; set; } = new(120, 50);
        public override Size MaxWindowSize => new(120, 50);
        public override Size MaxPhysicalWindowSize => new(120, 50);
        public override ConsoleColor BackgroundColor { get; set; }
        public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.White;
        public override Coordinates CursorPosition { get; set; }
        public override int CursorSize { get; set; }
        public override Coordinates WindowPosition { get; set; }
        public override string WindowTitle { get; set; } = "";
        public override bool KeyAvailable => false;

        public override void FlushInputBuffer() { }
        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();
        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();
        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) { }
        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) { }
        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) { }
    }
}
