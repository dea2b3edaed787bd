BeforeAll {
    . "$PSScriptRoot/Session.ps1"

    # Runs a script in a pwsh of its own. One that is killed leaves its pipes where temporary files are.
    function Start-Shell {
        [CmdletBinding(SupportsShouldProcess)]
        [OutputType([Diagnostics.Process])]
        param([string] $Script)
        if (-not $PSCmdlet.ShouldProcess('pwsh')) {
            return
        }
        $program, $arguments = $pwsh + '-NoProfile' + '-NoLogo' + '-NonInteractive' + '-Command' + "Import-Module '$manifest'; $Script"
        $start = [Diagnostics.ProcessStartInfo]::new($program, [string[]] $arguments)
        $start.Environment['TMPDIR'] = $TestDrive
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardInput = $true
        $start.RedirectStandardError = $true
        [Diagnostics.Process]::Start($start)
    }
}

AfterAll {
    Exit-Session
}

Describe 'The end of pwsh' {
    AfterEach {
        if (-not $shell.HasExited) {
            $shell.Kill($true)
            $shell.WaitForExit()
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
        Get-InterfaceChange | Should -Be "+$tap"

        $shell.StandardInput.WriteLine()
        $shell.WaitForExit(60000) | Should -BeTrue
        $shell.ExitCode | Should -Be $code
        Get-InterfaceChange | Should -BeNullOrEmpty
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
        Get-InterfaceChange | Should -Be "+$tap"

        kill -s $signal $shell.Id
        $shell.WaitForExit(60000) | Should -BeTrue
        $shell.ExitCode | Should -Not -Be 0
        Get-InterfaceChange | Should -BeNullOrEmpty
        ss -Hltn "sport = :$port" | Should -BeNullOrEmpty
    }

    It 'leaves a tap that is persistent, and that alone' {
        $script:shell = Start-Shell '$kept = New-GelfTap -Persist; $null = New-GelfTap; $null = New-GelfTap | Start-GelfRelay -Port 0; [Console]::WriteLine($kept)'
        $tap = $shell.StandardOutput.ReadLine()
        try {
            $tap | Should -Not -BeNullOrEmpty
            $shell.WaitForExit(60000) | Should -BeTrue
            Get-InterfaceChange | Should -Be "+$tap"
        }
        finally {
            if ($tap) {
                Remove-GelfTap $tap
            }
        }
        Get-InterfaceChange | Should -BeNullOrEmpty
    }
}

Describe 'Remove-Module' {
    AfterEach {
        Import-Module $manifest
        Clear-Session
    }

    It 'stops relays and wires, and takes their taps, threads and ports' {
        $relay = New-GelfTap | Start-GelfRelay -Port 0 -Name one
        $other = Start-GelfRelay -Port 0 -Name two
        $wire = Start-GelfWire $relay.JoinLink, $other.JoinLink
        Wait-Until { $relay.Peers.Count -eq 1 }

        Remove-Module Gelf
        $relay.State, $other.State, $wire.State | Should -Be 'Stopped', 'Stopped', 'Stopped'
        Get-InterfaceChange | Should -BeNullOrEmpty
        ss -Hltnp | Where-Object { $_ -like "*pid=$PID,*" } | Should -BeNullOrEmpty
        Wait-Until { -not (Get-Content /proc/$PID/task/*/comm | Where-Object { $_ -like 'gelf *' }) }
    }
}
