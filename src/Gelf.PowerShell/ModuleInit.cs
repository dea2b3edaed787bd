using System.Management.Automation;
using Gelf.PowerShell.Ownership;

namespace Gelf.PowerShell;

/// <summary>
/// Called by PowerShell, on an instance of its own each time. Public because PowerShell looks among the public types only.
/// </summary>
public sealed class ModuleInit : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Runs at each import, in each runspace.</summary>
    public void OnImport() => GelfLoadContext.Install();

    /// <summary>Runs at Remove-Module, not at the end of the process. The load context stays: assemblies cannot be unloaded.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo) => ModuleState.StopAll();
}
