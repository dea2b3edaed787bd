using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Gelf.Help;

/// <summary>The cmdlets of a module, as PowerShell sees them. The runspace has to live as long as they are looked at.</summary>
internal sealed class ModuleCommands : IDisposable
{
    private readonly Runspace _runspace;

    private ModuleCommands(Runspace runspace, IReadOnlyList<CmdletInfo> all)
    {
        _runspace = runspace;
        All = all;
    }

    /// <summary>In the order of their names.</summary>
    internal IReadOnlyList<CmdletInfo> All { get; }

    internal static ModuleCommands Load(string assembly)
    {
        var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        try
        {
            runspace.Open();
            using var run = PowerShell.Create(runspace);
            run.AddCommand("Import-Module").AddParameter("Name", Path.GetFullPath(assembly)).AddParameter("PassThru").AddParameter("ErrorAction", ActionPreference.Stop);
            var module = (PSModuleInfo)run.Invoke().Single().BaseObject;
            return new ModuleCommands(runspace, [.. module.ExportedCmdlets.Values.OrderBy(command => command.Name, StringComparer.Ordinal)]);
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    public void Dispose() => _runspace.Dispose();
}
