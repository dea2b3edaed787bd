BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
}

Describe 'The job of a relay' {
    BeforeEach {
        $script:relay = Start-GelfRelay -Port 0 -Name one
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Get-GelfTap | Remove-GelfTap
    }

    It 'is found by Get-Job by its <what>' -ForEach @(
        @{ what = 'name'; arguments = { @{ Name = 'one' } } }
        @{ what = 'name with a wildcard'; arguments = { @{ Name = 'o*' } } }
        @{ what = 'number'; arguments = { @{ Id = $relay.Id } } }
        @{ what = 'instance'; arguments = { @{ InstanceId = $relay.InstanceId } } }
        @{ what = 'state'; arguments = { @{ State = 'Running' } } }
        @{ what = 'command'; arguments = { @{ Command = 'Start-GelfRelay*' } } }
    ) {
        $by = & $arguments
        $found = Get-Job @by
        $found.InstanceId | Should -Be $relay.InstanceId
        $found | Should -BeOfType Gelf.PowerShell.Jobs.GelfRelayJob
    }

    It 'is waited for with Wait-Job, until someone stops it' {
        $stopper = Start-ThreadJob {
            Import-Module $using:manifest
            Stop-GelfRelay one
        }
        (Wait-Job one -Timeout 20).State | Should -Be 'Stopped'
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
        Get-Job | Should -BeNullOrEmpty
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'is stopped by Stop-Job from the pipeline, and its port is free again' {
        $port = $relay.Port
        Get-Job | Stop-Job
        $relay.State | Should -Be 'Stopped'
        $relay.PSEndTime | Should -Not -BeNullOrEmpty
        (Start-GelfRelay -Port $port -Name again).Port | Should -Be $port
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
        Get-Job | Should -BeNullOrEmpty
        Get-InterfaceName | Should -Be 'lo'
        (Start-GelfRelay -Port $relay.Port -Name again).State | Should -Be 'Running'
    }

    It 'fails with a reason when its tap is deleted, and the shell lives on' {
        ip link delete $relay
        $null = Wait-Job $relay -Timeout 20
        $relay.State | Should -Be 'Failed'
        $relay.JobStateInfo.Reason.Message | Should -BeLike '*tap0*'
        { Receive-Job $relay -ErrorAction Stop 3>$null 6>$null } | Should -Throw '*tap0*'
        (Start-GelfRelay -Port 0 -Name next).State | Should -Be 'Running'
    }

    It 'tells of peers that come and go' {
        $other = Start-GelfRelay -Port 0 -Name two
        Connect-GelfRelay $other.JoinLink -Relay $relay
        Wait-Until { "$(Receive-Job $relay -Keep *>&1)" -like "*Peer 'two' can be reached*" }
        Stop-GelfRelay two
        Wait-Until { "$(Receive-Job $relay -Keep *>&1)" -like "*Peer 'two' cannot be reached any more*" }
    }

    It 'is seen from every runspace, whichever started it' {
        $names = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $null = Start-GelfRelay -Port 0 -Name "from$_"
            (Get-GelfRelay one).Name
        }
        $names | Should -Be 'one', 'one'
        (Get-GelfRelay).Name | Sort-Object | Should -Be 'from1', 'from2', 'one'
        (Get-Job from*).State | Should -Be 'Running', 'Running'
    }

    It 'can run in a job of PowerShell, and ends with that' {
        $job = Start-Job {
            Import-Module $using:manifest
            Start-GelfRelay -Port 0 -Name inner | ForEach-Object { "$($_.Name) $($_.State) $_" }
            Wait-Job inner
        }
        $script:told = $null
        Wait-Until { $script:told = Receive-Job $job; $script:told }
        $told | Should -Be 'inner Running tap1'
        Get-InterfaceName | Should -Contain 'tap1'

        Remove-Job $job -Force
        Wait-Until { (Get-InterfaceName) -notcontains 'tap1' }
    }
}

Describe 'The job of a wire' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'is like that of a relay' {
        $one = Start-GelfRelay -Port 0 -Name one
        $two = Start-GelfRelay -Port 0 -Name two
        $wire = Start-GelfWire $one.JoinLink, $two.JoinLink -Name cable
        (Get-Job cable).InstanceId | Should -Be $wire.InstanceId
        Stop-Job cable
        (Wait-Job cable -Timeout 20).State | Should -Be 'Stopped'
        Remove-Job cable
        (Get-Job).Name | Should -Be 'one', 'two'
    }

    It 'tells of a relay that it cannot reach, and runs' {
        $one = Start-GelfRelay -Port 0 -Name one -Token t
        $two = Start-GelfRelay -Port 0 -Name two -Token t
        $gone = $two.JoinLink
        Remove-Job two -Force
        $wire = Start-GelfWire $one.JoinLink, $gone
        $wire.State | Should -Be 'Running'
        "$(Receive-Job $wire *>&1)" | Should -BeLike "*127.0.0.1:$($two.Port)*"
        (Get-GelfLink -Relay $wire).State | Should -Contain 'Open'
        (Get-GelfLink -Relay $wire).State | Should -Contain 'Waiting'
    }
}
