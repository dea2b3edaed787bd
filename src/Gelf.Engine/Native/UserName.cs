using System.Globalization;
using System.Runtime.InteropServices;

namespace Gelf.Engine.Native;

/// <summary>Users of this host (man 3 getpwnam).</summary>
internal static partial class UserName
{
    private const int UidAt = 16;
    private static readonly Lock s_gate = new();

    /// <summary>The number of a user given by name or number; null: there is none.</summary>
    internal static uint? ToId(string owner)
    {
        if (uint.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        // The answer is in one static buffer.
        lock (s_gate)
        {
            var entry = GetPasswordEntry(owner);
            return entry == 0 ? null : (uint)Marshal.ReadInt32(entry, UidAt);
        }
    }

    /// <summary>The name of the user with this number; where nobody has it, the number.</summary>
    internal static string FromId(uint id)
    {
        lock (s_gate)
        {
            var entry = GetPasswordEntry(id);
            return entry == 0 ? id.ToString(CultureInfo.InvariantCulture) : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry))!;
        }
    }

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetPasswordEntry(string name);

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial nint GetPasswordEntry(uint id);
}
