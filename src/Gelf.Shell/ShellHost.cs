using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Gelf.Shell;

/// <summary>What the engine asks of the program around it.</summary>
internal sealed class ShellHost(bool interactive) : PSHost
{
    public override string Name => "Gelf.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => UserInterface;

    public ShellUserInterface UserInterface { get; } = new(interactive);

    public int? RequestedExit { get; private set; }

    public override void SetShouldExit(int exitCode) => RequestedExit = exitCode;

    public override void EnterNestedPrompt() =>
        throw new PSNotSupportedException("Gelf.Shell has no nested prompts; use pwsh to debug or to suspend a command.");

    public override void ExitNestedPrompt() => throw new PSNotSupportedException("Gelf.Shell has no nested prompts.");

    public ForegroundProgram Foreground { get; } = new();

    public override void NotifyBeginApplication()
    {
        UserInterface.ClearProgress();
        Foreground.Begin();
    }

    public override void NotifyEndApplication() => Foreground.End();
}
