# Dot-sourced by bench.ps1: a relay on each host, and the ways to join them.

# Starts both relays and returns, for each, its shell and its join link.
function Open-LabRelay {
    param($Lab, [switch] $Sealed)
    $shells = @('host1', 'host2' | ForEach-Object { Open-LabShell $Lab $_ })
    $key = ''
    if ($Sealed) {
        $path = "$($Lab.Folder)/segment.key"
        Invoke-LabShell $shells[0] "`$null = New-GelfKey -Path '$path'"
        $key = " -KeyPath '$path'"
    }
    foreach ($number in 1, 2) {
        $shell = $shells[$number - 1]
        Invoke-LabShell $shell "`$relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.$number.1 -Port 7001 -Name host$number$key"
        Invoke-LabShell $shell "`$null = `$relay | New-GelfAddress 10.10.10.$number/24"
        if ((Invoke-LabShell $shell '$relay.Sealed') -ne "$Sealed") {
            throw "the relay of host$number is not $(if ($Sealed) { 'sealed' } else { 'plain' }), as it was to be."
        }
        [pscustomobject]@{ Shell = $shell; JoinLink = Invoke-LabShell $shell '$relay.JoinLink' }
    }
}

function Join-RelaysDirectly {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Lab', Justification = 'All ways to join relays are called alike.')]
    param($Lab, $Relays)
    Invoke-LabShell $Relays[0].Shell "`$null = Connect-GelfRelay -Relay `$relay -Uri '$($Relays[1].JoinLink)'"
}

function Join-RelaysByWire {
    param($Lab, $Relays)
    $phone = Open-LabShell $Lab phone
    Invoke-LabShell $phone "`$wire = Start-GelfWire -Uri '$($Relays[0].JoinLink)', '$($Relays[1].JoinLink)'"
}

function Join-RelaysByBrowser {
    param($Lab, $Relays, [string] $Browser)
    Open-LabBrowser $Lab "$($Relays[0].JoinLink)&with=$([Uri]::EscapeDataString($Relays[1].JoinLink))" $Browser
}
