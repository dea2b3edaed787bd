using System.Management.Automation;
using System.Management.Automation.Host;

namespace Gelf.Shell;

/// <summary>The little of the screen that a terminal lets a program know and do.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    /// <summary>Where there is no terminal, tables get this much room: whoever reads a log prefers long lines to torn ones.</summary>
    private const int WidthWithoutTerminal = 160;

    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? WidthWithoutTerminal : Console.WindowWidth;

    private static int Height => Console.IsOutputRedirected || Console.WindowHeight <= 0 ? 50 : Console.WindowHeight;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override int CursorSize { get; set; } = 25;

    public override Size BufferSize
    {
        get => new(Width, Height);
        set => throw NotSupported(nameof(BufferSize));
    }

    public override Size WindowSize
    {
        get => new(Width, Height);
        set => throw NotSupported(nameof(WindowSize));
    }

    public override Size MaxWindowSize => new(Width, Height);

    public override Size MaxPhysicalWindowSize => new(Width, Height);

    public override Coordinates WindowPosition
    {
        get => new(0, 0);
        set => throw NotSupported(nameof(WindowPosition));
    }

    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? new(0, 0) : new(Console.CursorLeft, Console.CursorTop);
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override string WindowTitle
    {
        get => "";
        set
        {
            if (!Console.IsOutputRedirected)
                Console.Title = value;
        }
    }

    public override bool KeyAvailable => Terminal.HasInput && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!Terminal.HasInput)
            throw new HostException("A key was asked for, but standard input is not a terminal.");
        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
            _ = Console.ReadKey(intercept: true);
    }

    /// <summary>Clear-Host calls this with an empty cell over everything; nothing else can be painted on a terminal.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (!Console.IsOutputRedirected)
            Console.Clear();
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported(nameof(SetBufferContents));

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported(nameof(GetBufferContents));

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotSupported(nameof(ScrollBufferContents));

    private static PSNotSupportedException NotSupported(string what) => new($"A terminal does not let a program do this: {what}.");
}
