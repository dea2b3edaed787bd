<#
.SYNOPSIS
Five hosts on one segment, on this machine: ./gelf examples/lab.ps1

.DESCRIPTION
Makes five hosts that cannot reach each other and a sixth that reaches them all, as network namespaces. Each of the five runs a
relay with the segment's key, the sixth a wire without it. Every host pings every other; what the wire carried is shown, and
nothing is left behind. Needs root.
#>
[CmdletBinding()]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', 'gelf', Justification = 'demo-hosts.ps1 looks at it.')]
param([ValidateRange(2, 32)] [int] $Count = 5)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/../tools/Native.ps1"
. "$PSScriptRoot/demo-hosts.ps1"
$gelf = [IO.Path]::GetFullPath("$PSScriptRoot/../gelf")

$lab = Initialize-Demo
$failed = $false
try {
    $null = [IO.Directory]::CreateDirectory($lab.Folder, [IO.UnixFileMode] 'UserRead, UserWrite, UserExecute')
    $key = New-GelfKey -Path $lab.KeyPath
    Write-Title "$Count hosts with the key $($key.Fingerprint), and a hub"
    Add-DemoNamespace -Demo $lab -Name $lab.Phone
    $hosts = @(foreach ($number in 1..$Count) {
        $name = "gelf-demo-$PID-host$number"
        Add-DemoNamespace -Demo $lab -Name $name
        Add-DemoCable -Demo $lab -Name $name -Number $number
        [pscustomobject]@{ Name = $name; Number = $number; Shell = Open-DemoHost -Demo $lab -Namespace $name }
    })
    foreach ($one in $hosts) {
        Invoke-DemoHost $one.Shell "`$relay = Start-GelfRelay -ListenAddress 10.83.$($one.Number).1 -KeyPath $($lab.KeyPath) -Name host$($one.Number)"
        Invoke-DemoHost $one.Shell "`$null = `$relay | New-GelfAddress 10.10.10.$($one.Number)/24"
    }
    $joinLinks = @($hosts | ForEach-Object { "'$(Get-DemoValue $_.Shell '$relay.JoinLink')'" })
    $hub = Open-DemoHost -Demo $lab -Namespace $lab.Phone
    $null = Send-DemoCommand $hub "`$wire = Start-GelfWire $($joinLinks -join ', ')"
    Wait-Demo 'all are joined' { -not ($hosts | Where-Object { (Get-DemoValue $_.Shell '@($relay.Peers).Count') -ne "$($Count - 1)" }) }

    Write-Title 'Every host pings every other'
    $answers = 0
    foreach ($from in $hosts) {
        foreach ($to in $hosts | Where-Object { $_ -ne $from }) {
            $null = & ip netns exec $from.Name ping -n -c 1 -W 5 "10.10.10.$($to.Number)"
            $answers += [int] ($LASTEXITCODE -eq 0)
        }
    }
    $expected = $Count * ($Count - 1)
    Write-Line "$answers of $expected pings were answered"
    $failed = $answers -ne $expected

    Write-Title 'What host1 has learnt, and what the hub carried'
    Invoke-DemoHost $hosts[0].Shell -Show 'Get-GelfNeighbor'
    Invoke-DemoHost $hub -Show 'Get-GelfStats'
}
catch {
    $failed = $true
    [Console]::Error.WriteLine("lab: $($_.Exception.Message)")
}
finally {
    Write-Title 'Cleaning up'
    if (-not (Clear-Demo $lab)) {
        $failed = $true
    }
}
exit [int] $failed
