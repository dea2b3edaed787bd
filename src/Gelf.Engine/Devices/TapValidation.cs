using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Devices;

/// <summary>Finds what cannot be right in a tap's options, before anything is made.</summary>
internal static class TapValidation
{
    /// <returns>The owner's number, if there is to be one.</returns>
    internal static uint? Check(TapOptions options)
    {
        if (options.Name is not null && !IsName(options.Name))
            throw GelfErrors.TapNameInvalid(options.Name);
        if (options.Mtu is < TapOptions.MinMtu or > TapOptions.MaxMtu)
            throw GelfErrors.TapMtuInvalid(options.Mtu, TapOptions.MinMtu, TapOptions.MaxMtu);
        if (options.MacAddress is { } mac && (mac.IsMulticast || mac.Value == 0))
            throw GelfErrors.TapMacInvalid(mac.ToString());
        if (options.Owner is null)
            return null;
        return UserName.ToId(options.Owner) ?? throw GelfErrors.TapOwnerUnknown(options.Owner);
    }

    // As dev_valid_name of the kernel, and no '%', which would make it a pattern, and nothing that terminals show oddly.
    private static bool IsName(string name) =>
        name is { Length: >= 1 and < Tun.NameSize } and not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not ('/' or ':' or '%'));
}
