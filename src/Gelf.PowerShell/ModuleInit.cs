using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Gelf.PowerShell.Ownership;

namespace Gelf.PowerShell;

/// <summary>
/// Called by PowerShell, on an instance of its own each time. Public because PowerShell looks among the public types only.
/// </summary>
public sealed class ModuleInit : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Runs at each import, in each runspace.</summary>
    public void OnImport()
    {
        GelfLoadContext.Install();
        ProcessEnd.Watch();
        Importers.Add(Runspace.DefaultRunspace);
    }

    /// <summary>
    /// Runs at Remove-Module, neither at Import-Module -Force nor at the end of the process. The load context stays: assemblies cannot be
    /// unloaded.
    /// </summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        var runspace = Runspace.DefaultRunspace;
        ModuleState.Stop(Importers.Remove(runspace) ? null : runspace.InstanceId, Warn);
    }

    private static void Warn(string message) => ScriptBlock.Create("param($message) Write-Warning $message").Invoke(message);
}
