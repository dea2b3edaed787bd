# Gelf: over a direct link, through a wire without a browser, and through browsers; sealed, and some plain.
$ways = [ordered]@{
    direct = @{ By = 'direct' }
    wire = @{ By = 'Start-GelfWire' }
    chromium = @{ By = 'Chromium'; Package = @('chromium'); Program = 'chromium' }
    firefox = @{
        By = 'Firefox'
        Package = @('firefox-esr')
        Program = 'firefox-esr'
        Version = { ((firefox-esr --version 2>$null) -split ' ')[2] }
    }
    webkit = @{
        By = 'WebKitGTK'
        Package = 'webkit2gtk-driver', 'xvfb'
        Program = $miniBrowser, 'Xvfb'
        # It tells its version only where there is a screen.
        Version = { if (Test-Program dpkg-query) { dpkg-query -W -f '${Version}' webkit2gtk-driver } else { 'unknown' } }
    }
}
foreach ($way in $ways.Keys) {
    foreach ($sealing in 'sealed', 'plain' | Where-Object { $_ -eq 'sealed' -or $way -in 'direct', 'wire', 'chromium' }) {
        $ways[$way] + @{
            Name = "gelf-$way-$sealing"
            Title = "Gelf, $($ways[$way].By), $sealing"
            Ours = $true
            # Two relays with a direct link between them reach each other; else only the phone reaches both.
            Routed = $way -eq 'direct'
            Way = $way
            Sealed = $sealing -eq 'sealed'
            Start = {
                param($Lab, $Contender)
                @{ Target = '10.10.10.2'; ProcessIds = @(Join-LabHost $Lab $Contender.Way -Sealed:$Contender.Sealed).Id }
            }
        }
    }
}
