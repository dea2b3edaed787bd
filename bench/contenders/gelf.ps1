# Gelf: over a direct link, through a wire without a browser, and through Chromium; plain and sealed.
foreach ($way in 'direct', 'wire', 'chromium') {
    foreach ($sealing in 'sealed', 'plain') {
        @{
            Name = "gelf-$way-$sealing"
            Title = "Gelf, $(@{ direct = 'direct'; wire = 'Start-GelfWire'; chromium = 'Chromium' }[$way]), $sealing"
            Ours = $true
            # Two relays with a direct link between them reach each other; else only the phone reaches both.
            Routed = $way -eq 'direct'
            Sealed = $sealing -eq 'sealed'
            Join = @{ direct = 'Join-RelaysDirectly'; wire = 'Join-RelaysByWire'; chromium = 'Join-RelaysByBrowser' }[$way]
            Program = $(if ($way -eq 'chromium') { 'chromium' })
            Start = {
                param($Lab, $Contender)
                $relays = Open-LabRelay $Lab -Sealed:$Contender.Sealed
                & $Contender.Join $Lab $relays
                @{ Target = '10.10.10.2'; ProcessIds = @($relays[0].Shell.Id, $relays[1].Shell.Id) }
            }
        }
    }
}
