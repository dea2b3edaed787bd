using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace Gelf.Shell;

/// <summary>
/// Two switches that pwsh's own console sets, and a state, all of which the engine keeps internal. The engine's version is
/// pinned by this project, and tests run through all three, so an engine that has them no more is found before it ships.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// Makes <c>exit</c> in the next script file end the session, as it does for pwsh -File; otherwise it would only set
    /// $LASTEXITCODE, which says nothing: native commands set it, too.
    /// </summary>
    public static void LetNextScriptExit(Runspace runspace) =>
        Set(Get(runspace, "ExecutionContext"), "ScriptCommandProcessorShouldRethrowExit", true);

    /// <summary>Marks a record as coming from the error stream, so that Out-Default shows it as an error, on stderr.</summary>
    public static void MarkAsError(PSObject record) => Set(record, "WriteStream", "Error");

    /// <summary>What runs is being stopped, and nothing of it goes on but <c>finally</c> blocks; in these it is false again.</summary>
    public static bool IsStopping(Runspace runspace) =>
        (bool)Get(Get(runspace, "ExecutionContext"), "CurrentPipelineStopping");

    private static object Get(object target, string name) => Property(target, name).GetValue(target)!;

    private static void Set(object target, string name, object value)
    {
        PropertyInfo property = Property(target, name);
        property.SetValue(target, property.PropertyType.IsEnum ? Enum.Parse(property.PropertyType, (string)value) : value);
    }

    private static PropertyInfo Property(object target, string name) =>
        target.GetType().GetProperty(name, Instance) ?? throw new MissingMemberException(target.GetType().FullName, name);
}
