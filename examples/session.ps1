<#
.SYNOPSIS
One host of a segment that a phone joins: ./gelf examples/session.ps1 -Address 10.10.10.1/24

.DESCRIPTION
Makes a tap and a relay on it, gives the tap an address, and shows the join link, to be opened on the phone. Then it shows
what the relay has to say, until Ctrl+C; after that nothing of it is left. Run it on a second host with another address and a
copy of the key file, and give it the first host's join link with -With: then its own joins both. Needs root.
#>
[CmdletBinding()]
param(
    # This host's address on the segment.
    [Parameter(Mandatory)] [string] $Address,

    # The file of the segment's key, the same on all hosts. The script writes a new key if there is no file.
    [string] $KeyPath = './segment.key',

    # Join links of other hosts for the page to join as well.
    [string[]] $With = @(),

    [int] $Port = 7001
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

if (-not (Test-Path $KeyPath)) {
    New-GelfKey -Path $KeyPath
}
$relay = Start-GelfRelay -ListenAddress 0.0.0.0 -Port $Port -KeyPath $KeyPath
try {
    $relay | New-GelfAddress -IPAddress $Address | Out-Host
    $more = $With ? @{ With = $With } : @{}
    $joinLink = Get-GelfJoinLink -Relay $relay -QRCode @more
    $joinLink | Out-Host
    # The QR code says the same; this can be copied.
    Write-Host $joinLink
    Receive-Job -Job $relay -Wait
}
finally {
    # This removes its tap, too.
    Remove-Job -Job $relay -Force
}
