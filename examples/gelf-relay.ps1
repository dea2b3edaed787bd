<#
.SYNOPSIS
A relay that serves until it is told to stop: what gelf-relay.service starts at boot.

.DESCRIPTION
Makes a tap with an address and a relay on it. That needs the capability CAP_NET_ADMIN, and no root. On a persistent tap that belongs to
the user (-Tap) it needs nothing: root has given that tap its address. It shows what the relay has to say, but no join link, since that
has the token in it. Enter-PSHostProcess leads into this process, and there Get-GelfJoinLink shows it.
#>
[CmdletBinding()]
param(
    # The file of the segment's key. It belongs to the user as whom this runs, or to root, and has mode 600.
    [Parameter(Mandatory)] [string] $KeyPath,

    # This host's address on the segment, such as 10.10.10.1/24.
    [string] $Address,

    # A persistent tap.
    [string] $Tap,

    [string] $ListenAddress = '0.0.0.0',
    [int] $Port = 7001,

    # A file with the join link of another relay, for a direct link to it. It holds a token: give it mode 600.
    [string] $JoinLinkPath
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$onTap = $Tap ? @{ Tap = $Tap } : @{}
$relay = Start-GelfRelay @onTap -ListenAddress $ListenAddress -Port $Port -KeyPath $KeyPath
try {
    if ($Address) {
        $null = $relay | New-GelfAddress $Address
    }
    # The other host may start later than this one. Once the link was open, the relay itself keeps it up.
    while ($JoinLinkPath -and $relay.State -eq 'Running') {
        try {
            $relay | Connect-GelfRelay (Get-Content $JoinLinkPath -TotalCount 1)
            break
        }
        catch {
            Write-Warning "$_"
            Start-Sleep 5
        }
    }
    Receive-Job $relay -Wait
}
finally {
    # This removes its tap, too, unless that was there already.
    Remove-Job $relay -Force
}
