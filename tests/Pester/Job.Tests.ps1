BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'The job of a relay' {
    BeforeEach {
        $script:relay = Start-GelfRelay -Port 0 -Name gelf-one
    }

    AfterEach {
        Clear-Session
    }

    It 'is found by Get-Job by its <what>' -ForEach @(
        @{ what = 'name'; arguments = { @{ Name = 'gelf-one' } } }
        @{ what = 'name with a wildcard'; arguments = { @{ Name = 'gelf-o*' } } }
        @{ what = 'number'; arguments = { @{ Id = $relay.Id } } }
        @{ what = 'instance'; arguments = { @{ InstanceId = $relay.InstanceId } } }
        @{ what = 'state'; arguments = { @{ State = 'Running' } } }
        @{ what = 'command'; arguments = { @{ Command = 'Start-GelfRelay*' } } }
    ) {
        $by = & $arguments
        $found = Get-Job @by | Where-Object InstanceId -NotIn $jobsBefore
        $found.InstanceId | Should -Be $relay.InstanceId
        $found | Should -BeOfType Gelf.PowerShell.Jobs.GelfRelayJob
    }

    It 'is waited for with Wait-Job, until someone stops it' {
        $stopper = Start-ThreadJob {
            Import-Module $using:manifest
            Stop-GelfRelay gelf-one
        }
        (Wait-Job gelf-one -Timeout 20).State | Should -Be 'Stopped'
        $null = Receive-Job $stopper -Wait
    }

    It 'hands its notices out once, with Receive-Job' {
        $first = Receive-Job $relay 6>&1
        "$first" | Should -BeLike '*no phone can open them*'
        Receive-Job $relay *>&1 | Should -BeNullOrEmpty
        $relay.HasMoreData | Should -BeFalse
    }

    It 'keeps its notices with Receive-Job -Keep' {
        $first = Receive-Job $relay -Keep 6>&1
        "$(Receive-Job $relay 6>&1)" | Should -Be "$first"
    }

    It 'is received until it stops and then gone, with -Wait -AutoRemoveJob' {
        # The first notice is there already; what it sets off is the stop that the waiting is for.
        $told = @(Receive-Job $relay -Wait -AutoRemoveJob 6>&1 | ForEach-Object { Stop-GelfRelay $relay; $_ })
        $told.Count | Should -BeGreaterThan 0
        $relay.State | Should -Be 'Stopped'
        Get-OwnJob | Should -BeNullOrEmpty
        Get-InterfaceChange | Should -BeNullOrEmpty
    }

    It 'is stopped by Stop-Job from the pipeline, and its port is free again' {
        $port = $relay.Port
        Get-Job gelf-one | Stop-Job
        $relay.State | Should -Be 'Stopped'
        $relay.PSEndTime | Should -Not -BeNullOrEmpty
        (Start-GelfRelay -Port $port -Name gelf-again).Port | Should -Be $port
    }

    It 'may be stopped twice' {
        Stop-Job $relay
        { Stop-Job $relay -ErrorAction Stop } | Should -Not -Throw
        { Stop-GelfRelay $relay -ErrorAction Stop } | Should -Not -Throw
        $relay.State | Should -Be 'Stopped'
    }

    It 'is not removed while it runs, but with -Force' {
        { Remove-Job $relay -ErrorAction Stop } | Should -Throw
        $relay.State | Should -Be 'Running'

        Remove-Job $relay -Force
        Get-OwnJob | Should -BeNullOrEmpty
        Get-InterfaceChange | Should -BeNullOrEmpty
        (Start-GelfRelay -Port $relay.Port -Name gelf-again).State | Should -Be 'Running'
    }

    It 'fails with a reason when its tap is deleted, and the shell lives on' {
        $tap = $relay.InterfaceAlias
        ip link delete $tap
        $null = Wait-Job $relay -Timeout 20
        $relay.State | Should -Be 'Failed'
        $relay.JobStateInfo.Reason.Message | Should -BeLike "*$tap*"
        { Receive-Job $relay -ErrorAction Stop 3>$null 6>$null } | Should -Throw "*$tap*"
        (Start-GelfRelay -Port 0 -Name gelf-next).State | Should -Be 'Running'
    }

    It 'tells of peers that come and go' {
        $other = Start-GelfRelay -Port 0 -Name gelf-two
        Connect-GelfRelay $other.JoinLink -Relay $relay
        Wait-Until { "$(Receive-Job $relay -Keep *>&1)" -like "*Peer 'gelf-two' can be reached*" }
        Stop-GelfRelay gelf-two
        Wait-Until { "$(Receive-Job $relay -Keep *>&1)" -like "*Peer 'gelf-two' cannot be reached any more*" }
    }

    It 'is seen from every runspace, whichever started it' {
        $names = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $null = Start-GelfRelay -Port 0 -Name "gelf-from$_"
            (Get-GelfRelay gelf-one).Name
        }
        $names | Should -Be 'gelf-one', 'gelf-one'
        (Get-GelfRelay gelf-one, gelf-from*).Name | Sort-Object | Should -Be 'gelf-from1', 'gelf-from2', 'gelf-one'
        (Get-Job gelf-from*).State | Should -Be 'Running', 'Running'
    }

    It 'can run in a job of PowerShell, and ends with that' {
        $tap = Get-NextTapName
        # Remove-Job kills its process, which leaves its pipes where temporary files are.
        $callersTemporary, $env:TMPDIR = $env:TMPDIR, $TestDrive
        try {
            $job = Start-Job {
                Import-Module $using:manifest
                Start-GelfRelay -Port 0 -Name gelf-inner | ForEach-Object { "$($_.Name) $($_.State) $_" }
                Wait-Job gelf-inner
            }
            $script:told = $null
            Wait-Until { $script:told = Receive-Job $job; $script:told }
        }
        finally {
            $env:TMPDIR = $callersTemporary
        }
        $told | Should -Be "gelf-inner Running $tap"
        Get-InterfaceChange | Should -Contain "+$tap"

        Remove-Job $job -Force
        Wait-Until { (Get-InterfaceChange) -notcontains "+$tap" }
    }
}

Describe 'The job of a wire' {
    AfterEach {
        Clear-Session
    }

    It 'is like that of a relay' {
        $one = Start-GelfRelay -Port 0 -Name gelf-one
        $two = Start-GelfRelay -Port 0 -Name gelf-two
        $wire = Start-GelfWire $one.JoinLink, $two.JoinLink -Name gelf-cable
        (Get-Job gelf-cable).InstanceId | Should -Be $wire.InstanceId
        Stop-Job gelf-cable
        (Wait-Job gelf-cable -Timeout 20).State | Should -Be 'Stopped'
        Remove-Job gelf-cable
        (Get-OwnJob).Name | Should -Be 'gelf-one', 'gelf-two'
    }

    It 'tells of a relay that it cannot reach, and runs' {
        $one = Start-GelfRelay -Port 0 -Name gelf-one -Token t
        $two = Start-GelfRelay -Port 0 -Name gelf-two -Token t
        $gone = $two.JoinLink
        Remove-Job $two -Force
        $wire = Start-GelfWire $one.JoinLink, $gone
        $wire.State | Should -Be 'Running'
        "$(Receive-Job $wire *>&1)" | Should -BeLike "*127.0.0.1:$($two.Port)*"
        (Get-GelfLink -Relay $wire).State | Should -Contain 'Open'
        (Get-GelfLink -Relay $wire).State | Should -Contain 'Waiting'
    }
}
