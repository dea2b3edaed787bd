using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gelf.Engine.Native;

/// <summary>Who owns an open file, and who this process is (man 2 statx, man 2 geteuid).</summary>
internal static partial class FileOwner
{
    internal const uint Root = 0;
    internal const int StatxSize = 256;
    internal const int StatxUidAt = 20;

    /// <summary>The user as whom this process reads files.</summary>
    internal static uint Self => GetEffectiveUser();

    /// <summary>The number of the user that an open file belongs to.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    internal static uint Of(SafeFileHandle file)
    {
        Span<byte> result = stackalloc byte[StatxSize];
        if (SystemCall(StatxNumber(RuntimeInformation.ProcessArchitecture), file, "", Libc.AT_EMPTY_PATH, Libc.STATX_UID, ref result[0]) < 0)
            throw new IOException($"the kernel does not say whose it is ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())})");
        return BitConverter.ToUInt32(result[StatxUidAt..]);
    }

    /// <summary>The number of the system call.</summary>
    internal static int StatxNumber(Architecture architecture) => architecture == Architecture.Arm64 ? 291 : 332;

    // glibc 2.27 has no name for statx, and later ones no name for fstat that all of them have.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SystemCall(nint number, SafeFileHandle file, string path, nint flags, nint mask, ref byte result);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
