using Gelf.Shell;

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args);
}
catch (CommandLineException e)
{
    Console.Error.WriteLine($"gelf: {e.Message}");
    return ExitCodes.BadCommandLine;
}

if (commandLine.Mode == ShellMode.Help)
{
    Console.Out.WriteLine(CommandLine.Usage);
    return ExitCodes.Success;
}

// A shell that a build script starts on machines without pwsh has no business reporting its use to anybody.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

var session = new ShellSession(commandLine.Mode == ShellMode.Interactive);
var signals = new StopSignals(session, leavesAfterInterrupt: commandLine.Mode != ShellMode.Interactive);
int exitCode = ExitCodes.Failure;
using (session)
{
    if (session.Open(commandLine.ModulePath))
    {
        exitCode = commandLine.Mode switch
        {
            ShellMode.Command => session.RunCommand(commandLine.Text!),
            ShellMode.File => session.RunFile(commandLine.Text!, commandLine.Arguments),
            _ => new InteractiveLoop(session).Run(),
        };
    }
}

// Not a return: a foreground thread that a module left behind must not keep the process. And signals are looked after to the
// last: one that comes now must not end the process in its own way.
Environment.Exit(signals.ExitCode ?? exitCode);
GC.KeepAlive(signals);
return exitCode;
