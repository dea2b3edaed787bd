using System.Management.Automation;
using Gelf.PowerShell.Errors;

namespace Gelf.PowerShell.Conversion;

/// <summary>A path as PowerShell's users write it: from the current location, from <c>~</c>, or on a drive.</summary>
internal static class FilePath
{
    /// <returns>The path as the file system has it; there may be nothing yet.</returns>
    internal static string Resolve(SessionState session, string parameter, string path)
    {
        try
        {
            var resolved = session.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" ? resolved : throw CommandErrors.PathNotAFile(parameter, path);
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException or ArgumentException)
        {
            throw CommandErrors.PathInvalid(parameter, path, e.Message);
        }
    }
}
