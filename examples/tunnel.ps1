<#
.SYNOPSIS
Runs a command over a segment, and leaves nothing behind: ./gelf examples/tunnel.ps1 -JoinLinkPath ./server2 -KeyPath ./segment.key -Command 'rsync -a data 10.10.10.2:'

.DESCRIPTION
For scripts: links to a relay that this host reaches, waits until its peer answers, runs the command, and takes relay and tap
away again, whatever happens. The exit code is the command's. Needs root.
#>
[CmdletBinding()]
param(
    # A file with the other relay's join link: on a command line, everybody on the host could read the token.
    [Parameter(Mandatory)] [string] $JoinLinkPath,
    [Parameter(Mandatory)] [string] $KeyPath,

    # A command line that sh runs.
    [Parameter(Mandatory)] [string] $Command,

    [string] $Address = '10.10.10.3/24',
    [int] $TimeoutSeconds = 30
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$relay = @()
try {
    $joinLink = (Get-Content $JoinLinkPath -Raw).Trim()
    Start-GelfRelay -Port 0 -KeyPath $KeyPath -WaitForPeer -Timeout $TimeoutSeconds | ForEach-Object {
        $relay = $_
        $null = $relay | New-GelfAddress -IPAddress $Address
        $relay | Connect-GelfRelay -Uri $joinLink
    }
    sh -c $Command
    exit $LASTEXITCODE
}
catch {
    [Console]::Error.WriteLine("tunnel: $_")
    # For instance, the other relay has another key.
    $relay | ForEach-Object Warning | Write-Warning
    exit 1
}
finally {
    $relay | Remove-Job -Force
}
