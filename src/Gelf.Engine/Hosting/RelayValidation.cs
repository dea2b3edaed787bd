using Gelf.Engine.Devices;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Hosting;

/// <summary>Finds what cannot be right in a relay's options, before anything is started.</summary>
internal static class RelayValidation
{
    internal static void Check(RelayOptions options)
    {
        CheckName(options.Name);
        if (options.Port is < 0 or > 65535)
            throw GelfErrors.PortInvalid(options.Port);
        if (options.Token is not null && !LinkToken.IsValid(options.Token))
            throw GelfErrors.TokenInvalid();
        if (options.AdvertiseAddress is not null && !JoinLink.TryParse(JoinLink.Create("http", options.AdvertiseAddress, 80, "x").ToString(), out _))
            throw GelfErrors.AdvertiseAddressInvalid(options.AdvertiseAddress);
    }

    /// <summary>Checks what a relay or wire is to call itself: others must see all of it.</summary>
    internal static void CheckName(string? name)
    {
        if (name is null)
            return;
        if (VisibleText.FindHidden(name) is { } hidden)
            throw GelfErrors.RelayNameHidden(VisibleText.Of(name), hidden);
        if (string.IsNullOrWhiteSpace(name) || !Hello.IsName(name))
            throw GelfErrors.RelayNameInvalid(name, Hello.MaxNameLength);
    }

    internal static string DefaultName(ITap tap)
    {
        var name = $"{Environment.MachineName}/{tap.Name}";
        return Hello.IsName(name) && VisibleText.FindHidden(name) is null ? name : tap.Name;
    }
}
