BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # Runs a script in a pwsh of its own: the program itself, not the launcher that a .NET tool has in its place, which passes no
    # signals on.
    function Start-Shell {
        [CmdletBinding(SupportsShouldProcess)]
        [OutputType([Diagnostics.Process])]
        param([string] $Script)
        if (-not $PSCmdlet.ShouldProcess('pwsh')) {
            return
        }
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        if ([IO.Path]::GetFileName([Environment]::ProcessPath) -eq 'dotnet') {
            $start.ArgumentList.Add("$PSHOME/pwsh.dll")
        }
        '-NoProfile', '-NoLogo', '-NonInteractive', '-Command', "Import-Module '$manifest'; $Script" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardInput = $true
        $start.RedirectStandardError = $true
        [Diagnostics.Process]::Start($start)
    }
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
}

Describe 'The end of pwsh' {
    AfterEach {
        if (-not $shell.HasExited) {
            $shell.Kill($true)
        }
        $shell.Dispose()
    }

    It 'by <how> leaves no tap and no port' -ForEach @(
        @{ how = 'the end of its script'; last = ''; code = 0 }
        @{ how = 'exit'; last = 'exit 7'; code = 7 }
        @{ how = 'an error'; last = "throw 'on purpose'"; code = 1 }
    ) {
        $script:shell = Start-Shell "`$relay = Start-GelfRelay -Port 0; [Console]::WriteLine(`"`$relay `$(`$relay.Port)`"); `$null = [Console]::ReadLine(); $last"
        $tap, $port = $shell.StandardOutput.ReadLine() -split ' '
        Get-InterfaceName | Should -Contain $tap

        $shell.StandardInput.WriteLine()
        $shell.WaitForExit(60000) | Should -BeTrue
        $shell.ExitCode | Should -Be $code
        Get-InterfaceName | Should -Be 'lo'
        ss -Hltn "sport = :$port" | Should -BeNullOrEmpty
    }

    It 'by SIG<signal> leaves no tap and no port' -ForEach @(
        @{ signal = 'TERM' }
        @{ signal = 'HUP' }
        @{ signal = 'INT' }
        @{ signal = 'KILL' }
    ) {
        $script:shell = Start-Shell '$relay = Start-GelfRelay -Port 0; [Console]::WriteLine("$relay $($relay.Port)"); Wait-Job $relay'
        $tap, $port = $shell.StandardOutput.ReadLine() -split ' '
        Get-InterfaceName | Should -Contain $tap

        kill -s $signal $shell.Id
        $shell.WaitForExit(60000) | Should -BeTrue
        $shell.ExitCode | Should -Not -Be 0
        Get-InterfaceName | Should -Be 'lo'
        ss -Hltn "sport = :$port" | Should -BeNullOrEmpty
    }

    It 'leaves a tap that is persistent, and that alone' {
        $script:shell = Start-Shell 'New-GelfTap keep -Persist; New-GelfTap go; New-GelfTap used | Start-GelfRelay -Port 0; [Console]::WriteLine("up")'
        $shell.WaitForExit(60000) | Should -BeTrue
        Get-InterfaceName | Should -Be 'keep', 'lo'
        Remove-GelfTap keep
        Get-InterfaceName | Should -Be 'lo'
    }
}

Describe 'Remove-Module' {
    AfterEach {
        Get-Job | Remove-Job -Force
        Import-Module $manifest
    }

    It 'stops relays and wires, and takes their taps, threads and ports' {
        $relay = New-GelfTap one | Start-GelfRelay -Port 0 -Name one
        $other = Start-GelfRelay -Port 0 -Name two
        $wire = Start-GelfWire $relay.JoinLink, $other.JoinLink
        Wait-Until { $relay.Peers.Count -eq 1 }

        Remove-Module Gelf
        $relay.State, $other.State, $wire.State | Should -Be 'Stopped', 'Stopped', 'Stopped'
        Get-InterfaceName | Should -Be 'lo'
        ss -Hltn | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Content /proc/$PID/task/*/comm | Where-Object { $_ -like 'gelf *' }) }
    }
}
