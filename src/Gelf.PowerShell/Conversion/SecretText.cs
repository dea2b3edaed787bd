using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace Gelf.PowerShell.Conversion;

/// <summary>The characters of a SecureString, for no longer than they are needed.</summary>
internal static class SecretText
{
    internal delegate T Reader<T>(ReadOnlySpan<char> text);

    internal static T Use<T>(SecureString secret, Reader<T> reader)
    {
        // Pinned: the garbage collector must not leave copies behind.
        var text = GC.AllocateUninitializedArray<char>(secret.Length, pinned: true);
        var copy = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(copy, text, 0, text.Length);
            return reader(text);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(copy);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
