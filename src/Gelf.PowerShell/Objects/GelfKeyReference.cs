using System.Collections;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Security;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;
using Gelf.PowerShell.Conversion;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// What <c>-Key</c> takes: a <see cref="GelfKey"/>, 32 or 64 hex digits, a SecureString of them, or 16 or 32 bytes. What is
/// none of these is told by the cmdlet and not by the parameter binder, whose error would repeat what may be most of a key.
/// </summary>
public sealed class GelfKeyReference
{
    private readonly GelfKey? _key;
    private readonly ExceptionDispatchInfo? _error;

    /// <summary>This key.</summary>
    public GelfKeyReference(GelfKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
    }

    private GelfKeyReference(GelfException error) => _error = ExceptionDispatchInfo.Capture(error);

    /// <summary>The key's fingerprint.</summary>
    public override string ToString() => _key?.ToString() ?? "not a key";

    /// <summary>The key that is meant.</summary>
    /// <exception cref="GelfException">It is none; the message does not repeat it.</exception>
    internal GelfKey Resolve()
    {
        _error?.Throw();
        return _key!;
    }

    /// <summary>Takes whatever was given.</summary>
    internal static GelfKeyReference From(object given)
    {
        try
        {
            return (given is PSObject wrapped ? wrapped.BaseObject : given) switch
            {
                GelfKeyReference reference => reference,
                GelfKey key => new GelfKeyReference(key),
                byte[] bytes => Made(SegmentKey.FromBytes(bytes)),
                SecureString digits => Made(SecretText.Use(digits, SegmentKey.FromHex)),
                IList list when LanguagePrimitives.TryConvertTo<byte[]>(list, out var bytes) => Made(SegmentKey.FromBytes(bytes)),
                // Use the wrapper, not its content: only the wrapper knows how the digits were written that PowerShell took for a number.
                _ => Made(SegmentKey.FromHex(LanguagePrimitives.ConvertTo<string>(given))),
            };
        }
        catch (GelfException e)
        {
            return new GelfKeyReference(e);
        }
    }

    private static GelfKeyReference Made(SegmentKey key) => new(new GelfKey(key));
}
