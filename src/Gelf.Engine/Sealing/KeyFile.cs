using System.Security.Cryptography;
using System.Text;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Sealing;

/// <summary>A key in a file: its hex digits on one line, readable only by its owner, who is the caller or root.</summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const int LongestFile = 256;

    /// <summary>Reads a key.</summary>
    /// <exception cref="GelfException">There is no such file, it is another user's, others can read it, or it holds no key.</exception>
    public static SegmentKey Read(string path)
    {
        var bytes = new byte[LongestFile];
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            // The open file is asked, since another one may have taken its name.
            if (FileOwner.Of(file.SafeFileHandle) is var owner && owner != FileOwner.Root && owner != FileOwner.Self)
                throw GelfErrors.KeyFileForeign(path, UserName.FromId(owner));
            if ((File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
                throw GelfErrors.KeyFileExposed(path);
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return FromText(path, bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Directory.Exists(path) ? GelfErrors.KeyFolderUnreadable(path, e) : GelfErrors.KeyFileUnreadable(path, e.Message, e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Writes a key into a new file that only its owner can read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <exception cref="GelfException">The file is there already, or cannot be written.</exception>
    public static void Write(SegmentKey key, string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path))
            throw GelfErrors.KeyFileExists(path);
        // Written to a temporary file and renamed, so that nobody sees half a key or a wider mode under the name.
        var next = $"{path}.{Guid.NewGuid():N}";
        Span<byte> line = stackalloc byte[LongestFile];
        try
        {
            using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly, BufferSize = 0 }))
            {
                var length = key.WriteHex(line);
                line[length++] = (byte)'\n';
                file.Write(line[..length]);
                file.Flush(flushToDisk: true);
            }
            File.Move(next, path, overwrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(next)) // Delete throws if there is not even the folder
                File.Delete(next);
            throw File.Exists(path) && !overwrite ? GelfErrors.KeyFileExists(path) : Unwritable(e, path, next);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }

    private static GelfException Unwritable(Exception e, string path, string next) =>
        Directory.Exists(path) ? GelfErrors.KeyFolderUnwritable(path, e)
        : e is DirectoryNotFoundException ? GelfErrors.KeyFolderMissing(path, Path.GetDirectoryName(path) ?? "", e)
        : GelfErrors.KeyFileUnwritable(path, e.Message.Replace(next, path, StringComparison.Ordinal), e); // nobody has asked for the file beside

    private static SegmentKey FromText(string path, ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[LongestFile];
        try
        {
            return SegmentKey.FromHex(text[..Encoding.Latin1.GetChars(bytes, text)]);
        }
        catch (GelfException e)
        {
            throw GelfErrors.KeyFileInvalid(path, e);
        }
        finally
        {
            text.Clear();
        }
    }
}
