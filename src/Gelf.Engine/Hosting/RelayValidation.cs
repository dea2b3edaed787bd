using Gelf.Engine.Devices;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Hosting;

/// <summary>Finds what cannot be right in a relay's options, before anything is started.</summary>
internal static class RelayValidation
{
    internal static void Check(RelayOptions options)
    {
        if (options.Name is not null && (options.Name.Length == 0 || !Hello.IsName(options.Name)))
            throw GelfErrors.RelayNameInvalid(options.Name, Hello.MaxNameLength);
        if (options.Port is < 0 or > 65535)
            throw GelfErrors.PortInvalid(options.Port);
        if (options.Token is not null && !LinkToken.IsValid(options.Token))
            throw GelfErrors.TokenInvalid();
        if (options.AdvertiseAddress is not null && !JoinLink.TryParse(JoinLink.Create("http", options.AdvertiseAddress, 80, "x").ToString(), out _))
            throw GelfErrors.AdvertiseAddressInvalid(options.AdvertiseAddress);
    }

    internal static string DefaultName(ITap tap)
    {
        var name = $"{Environment.MachineName}/{tap.Name}";
        return name.Length <= Hello.MaxNameLength && Hello.IsName(name) ? name : tap.Name;
    }
}
