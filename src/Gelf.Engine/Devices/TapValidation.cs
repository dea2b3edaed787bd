using Gelf.Engine.Native;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Devices;

/// <summary>Finds options of a tap that cannot be right, before anything is made.</summary>
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

    // The rules are those of the kernel's dev_valid_name. Gelf also refuses '%', which makes the name a pattern, and what terminals do not show.
    private static bool IsName(string name) =>
        name is { Length: >= 1 and < Tun.NameSize } and not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not ('/' or ':' or '%'));
}
