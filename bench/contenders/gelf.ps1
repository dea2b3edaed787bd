# Gelf: over a direct link, through a wire without a browser, and through browsers; sealed, and some plain.
$ways = [ordered]@{
    direct = @{
        Title = 'direct'
        Sealing = 'sealed', 'plain'
        # Two relays with a direct link between them reach each other; else only the phone reaches both.
        Routed = $true
        Join = { param($Lab, $Relays) Join-RelaysDirectly $Lab $Relays }
    }
    wire = @{
        Title = 'Start-GelfWire'
        Sealing = 'sealed', 'plain'
        Join = { param($Lab, $Relays) Join-RelaysByWire $Lab $Relays }
    }
    chromium = @{
        Title = 'Chromium'
        Sealing = 'sealed', 'plain'
        Package = @('chromium')
        Program = 'chromium'
        Join = { param($Lab, $Relays) Join-RelaysByBrowser $Lab $Relays 'chromium' }
    }
    firefox = @{
        Title = 'Firefox'
        Sealing = @('sealed')
        Package = @('firefox-esr')
        Program = 'firefox-esr'
        Version = { (@(& firefox-esr --version 2>$null)[0] -split ' ')[2] }
        Join = { param($Lab, $Relays) Join-RelaysByBrowser $Lab $Relays 'firefox' }
    }
    webkit = @{
        Title = 'WebKitGTK'
        Sealing = @('sealed')
        Package = 'webkit2gtk-driver', 'xvfb'
        Program = $miniBrowser, 'Xvfb'
        # It tells its version only where there is a screen.
        Version = { if (Test-Program dpkg-query) { & dpkg-query -W -f '${Version}' webkit2gtk-driver } else { 'unknown' } }
        Join = { param($Lab, $Relays) Join-RelaysByBrowser $Lab $Relays 'webkit' }
    }
}
foreach ($name in $ways.Keys) {
    $way = $ways[$name]
    foreach ($sealing in $way.Sealing) {
        @{
            Name = "gelf-$name-$sealing"
            Title = "Gelf, $($way.Title), $sealing"
            Ours = $true
            Routed = [bool] $way['Routed']
            Sealed = $sealing -eq 'sealed'
            Join = $way.Join
            Package = $way['Package']
            Program = $way['Program']
            Version = $way['Version']
            Start = {
                param($Lab, $Contender)
                $relays = Open-LabRelay $Lab -Sealed:$Contender.Sealed
                & $Contender.Join $Lab $relays
                @{ Target = '10.10.10.2'; ProcessIds = @($relays[0].Shell.Id, $relays[1].Shell.Id) }
            }
        }
    }
}
