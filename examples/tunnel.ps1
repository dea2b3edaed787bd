<#
.SYNOPSIS
Runs a command over a segment, and leaves nothing behind: ./gelf examples/tunnel.ps1 -JoinLinkPath ./server2 -KeyPath ./segment.key -Command 'rsync -a data 10.10.10.2:'

.DESCRIPTION
For scripts: links to a relay that this host reaches, waits until its peer answers, runs the command, and takes relay and tap
away again, whatever happens. The exit code is the command's. Needs root.
#>
[CmdletBinding()]
param(
    # A file with the other relay's join link; on a command line, everybody on the host could read the token.
    [Parameter(Mandatory)] [string] $JoinLinkPath,
    [Parameter(Mandatory)] [string] $KeyPath,

    # A command line for sh.
    [Parameter(Mandatory)] [string] $Command,

    [string] $Address = '10.10.10.3/24',
    [int] $TimeoutSeconds = 30
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($JoinLinkPath)
$joinLink = [IO.File]::ReadAllText($path).Trim()
$exitCode = 1
$relay = Start-GelfRelay -Port 0 -KeyPath $KeyPath
try {
    $null = $relay | New-GelfAddress -IPAddress $Address
    $relay | Connect-GelfRelay -Uri $joinLink

    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not $relay.Peers) {
        if ($watch.Elapsed.TotalSeconds -gt $TimeoutSeconds) {
            $problems = @(Get-GelfPeer -Relay $relay | ForEach-Object { "$($_.Name): $($_.Problem)" })
            throw "no peer within $TimeoutSeconds s. $problems"
        }
        [Threading.Thread]::Sleep(50)
    }
    & sh -c $Command | Out-Host
    $exitCode = $LASTEXITCODE
}
catch {
    [Console]::Error.WriteLine("tunnel: $($_.Exception.Message)")
}
finally {
    Remove-Job -Job $relay -Force
}
exit $exitCode
