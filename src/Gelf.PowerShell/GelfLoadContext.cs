using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Gelf.PowerShell;

/// <summary>
/// Where the engine and everything below it is loaded: from the module's dependencies/ folder, apart from what pwsh and
/// other modules have loaded. What the folder lacks comes from pwsh's own runtime. This assembly itself stays outside,
/// since PowerShell hides the types of other load contexts; so no exported type may derive from one of the engine.
/// </summary>
internal sealed class GelfLoadContext : AssemblyLoadContext
{
    private const string Engine = "Gelf.Engine";

    /// <summary>What is for any machine, and what is compiled for this kind of machine.</summary>
    private readonly string[] _folders;

    private GelfLoadContext(string folder)
        : base("Gelf") => _folders = [folder, Path.Combine(folder, $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}")];

    private static GelfLoadContext? s_context;

    /// <summary>Answers requests for the engine from now on. Once for the process, however many runspaces import the module.</summary>
    public static void Install()
    {
        string moduleFolder = Path.GetDirectoryName(typeof(GelfLoadContext).Assembly.Location)!;
        var context = new GelfLoadContext(Path.Combine(moduleFolder, "dependencies"));
        if (Interlocked.CompareExchange(ref s_context, context, null) is null)
            Default.Resolving += static (_, name) => name.Name == Engine ? s_context!.LoadFromAssemblyName(name) : null;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = _folders.Select(folder => Path.Combine(folder, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists);
        return path is null ? null : LoadFromAssemblyPath(path);
    }
}
