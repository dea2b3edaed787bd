# Dot-sourced by bench.ps1: a relay on each host, and the ways to join them.

# Returns the processes of both relays.
function Join-LabHost {
    param($Lab, [string] $Way, [switch] $Sealed)
    $one, $two = "$($Lab.Folder)/host1.link", "$($Lab.Folder)/host2.link"
    $key = @()
    if ($Sealed) {
        $key = '-KeyPath', "$($Lab.Folder)/segment.key"
        $null = New-GelfKey -Path $key[1]
    }
    Open-LabRelay $Lab 2 $two $key
    Open-LabRelay $Lab 1 $one ($key + @(if ($Way -eq 'direct') { '-ConnectTo', $two }))
    if ($Way -eq 'wire') {
        $null = Open-LabProcess $Lab phone wire "$root/gelf", '-Command', "Start-GelfWire (Get-Content '$one', '$two') | Wait-Job"
    }
    elseif ($Way -ne 'direct') {
        Open-LabBrowser $Lab "$(Get-Content $one)&with=$([Uri]::EscapeDataString((Get-Content $two)))" $Way
    }
}

# Starts a relay, and waits until it serves.
function Open-LabRelay {
    param($Lab, [int] $Number, [string] $JoinLink, [string[]] $Options)
    $line = "$root/gelf", "$root/bench/relay.ps1", '-Number', $Number, '-JoinLink', $JoinLink + $Options
    $process = Open-LabProcess $Lab host$Number relay-host$Number $line
    Wait-Lab $Lab "the relay of host$Number serves" { Get-Content $JoinLink -ErrorAction Ignore } -Process $process
    $process
}
