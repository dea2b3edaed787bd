# What a host of the lab runs: a relay with an address, until it is killed. Join links come and go in files: they carry the token, and
# command lines can be read by everybody.
param([int] $Number, [string] $JoinLink, [string] $KeyPath, [string] $ConnectTo)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$key = $KeyPath ? @{ KeyPath = $KeyPath } : @{}
$relay = New-GelfTap | Start-GelfRelay -ListenAddress "10.83.$Number.1" -Port 7001 -Name "host$Number" @key
if ($relay.Sealed -ne [bool] $KeyPath) {
    throw "the relay of host$Number is not $($KeyPath ? 'sealed' : 'plain'), as it was to be."
}
$null = $relay | New-GelfAddress "10.10.10.$Number/24"
if ($ConnectTo) {
    $null = $relay | Connect-GelfRelay (Get-Content $ConnectTo)
}
Set-Content $JoinLink $relay.JoinLink
$null = $relay | Wait-Job
