BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:key = New-GelfKey
    $script:one = New-GelfTap gelf-one | Start-GelfRelay -Port 0 -Name one -Key $key
    $script:two = New-GelfTap gelf-two | Start-GelfRelay -Port 0 -Name two -Key $key
    Connect-GelfRelay $two.JoinLink -Relay $one
    Wait-Until { $one.Peers.Count -eq 1 -and $two.Peers.Count -eq 1 }
    $script:quick = @{ Count = 5; Interval = 0.01; Duration = 0.2 }
}

AfterAll {
    Exit-Session
}

Describe 'Test-GelfPath' {
    It 'measures round trips, loss and throughput to a peer' {
        $path = Test-GelfPath one two @quick
        "$($path.Relay) $($path.Peer) $($path.LossPercent)" | Should -Be 'one two 0'
        $path.Minimum | Should -BeGreaterThan ([timespan]::Zero)
        $path.P50 | Should -BeGreaterOrEqual $path.Minimum
        $path.P99 | Should -BeGreaterOrEqual $path.P50
        $path.Maximum | Should -BeGreaterOrEqual $path.P99
        $path.BitsPerSecond | Should -BeGreaterThan 1000000
    }

    It 'measures to all peers of all relays, without arguments' {
        $paths = Test-GelfPath @quick
        $paths | ForEach-Object { "$($_.Relay)-$($_.Peer)" } | Should -Be 'one-two', 'two-one'
    }

    It 'takes peers, and relays, from the pipeline' {
        (Get-GelfPeer -Relay two | Test-GelfPath @quick).Peer | Should -Be 'one'
        ($one | Test-GelfPath @quick).Peer | Should -Be 'two'
    }

    It 'leaves the throughput out with -Duration 0' {
        (Test-GelfPath one two -Count 1 -Duration 0).BitsPerSecond | Should -BeNullOrEmpty
    }

    It 'ends when the pipeline does' {
        $first = Test-GelfPath @quick | Select-Object -First 1
        $first.Relay | Should -Be 'one'
    }

    It 'changes nothing and needs no IP address' {
        $one, $two | Get-GelfAddress -AddressFamily IPv4 | Should -BeNullOrEmpty
        (Get-Command Test-GelfPath).Parameters.Keys | Should -Not -Contain 'WhatIf'
    }

    It 'is refused with <id> for <why>' -ForEach @(
        @{ why = 'a peer that is not there'; id = 'PeerNotFound'; arguments = @{ Peer = 'nope' } }
        @{ why = 'a relay that is not there'; id = 'RelayNotFound'; arguments = @{ Relay = 'nope' } }
        @{ why = 'no probes'; id = 'CountInvalid'; arguments = @{ Count = 0 } }
        @{ why = 'an interval that cannot be'; id = 'IntervalInvalid'; arguments = @{ Interval = 0 } }
        @{ why = 'a patience that cannot be'; id = 'TimeoutInvalid'; arguments = @{ Timeout = 0 } }
        @{ why = 'a time that cannot be'; id = 'DurationInvalid'; arguments = @{ Duration = -1 } }
    ) {
        { Test-GelfPath @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.TestGelfPathCommand"
    }

    It 'says that nothing goes to and fro with a peer that has another key' {
        $other = Start-GelfRelay -Port 0 -Name other -Encrypt
        Connect-GelfRelay $other.JoinLink -Relay $one
        Wait-Until { (Get-GelfPeer -Relay one).State -contains 'OtherKey' }
        { Test-GelfPath one other -ErrorAction Stop } | Should -Throw -ErrorId 'PeerNotConnected,Gelf.PowerShell.Commands.TestGelfPathCommand'
        Remove-Job $other -Force
    }
}

Describe 'Start-GelfRelay -WaitForPeer' {
    AfterEach {
        Get-OwnJob | Where-Object Name -NotIn 'one', 'two' | Remove-Job -Force
    }

    It 'hands the relay on at once, and returns when a peer is there' {
        $three = Start-GelfRelay -Port 0 -Name three -Key $key -WaitForPeer -Timeout 20 | ForEach-Object { Connect-GelfRelay $one.JoinLink -Relay $_; $_ }
        $three.Peers.Name | Should -Contain 'one'
    }

    It 'gives up after -Timeout, and the relay goes on' {
        { Start-GelfRelay -Port 0 -Name three -WaitForPeer -Timeout 0.1 -ErrorAction Stop } | Should -Throw -ErrorId 'PeerTimeout,Gelf.PowerShell.Commands.StartGelfRelayCommand'
        (Get-GelfRelay three).State | Should -Be 'Running'
    }
}

Describe '-PassThru' {
    AfterEach {
        Get-OwnJob | Where-Object Name -NotIn 'one', 'two' | Remove-Job -Force
    }

    It 'makes <name> return <returned>' -ForEach @(
        @{ name = 'Remove-GelfTap'; returned = 'the tap'; do = { New-GelfTap gelf-gone | Remove-GelfTap -PassThru }; shown = 'gelf-gone' }
        @{ name = 'Remove-GelfAddress'; returned = 'the address'; do = { $one | New-GelfAddress 198.51.100.1/24 | Remove-GelfAddress -Confirm:$false -PassThru }; shown = '198.51.100.1/24' }
        @{ name = 'Stop-GelfRelay'; returned = 'the relay'; do = { New-GelfTap gelf-nine | Start-GelfRelay -Port 0 -Name nine | Stop-GelfRelay -PassThru }; shown = 'gelf-nine' }
    ) {
        $shown = & $do
        "$shown" | Should -Be $shown.ToString()
        "$shown" | Should -Be $_.shown
    }

    It 'makes Disconnect-GelfLink return the link, closed' {
        $three = Start-GelfRelay -Port 0 -Name three -Key $key
        Connect-GelfRelay $three.JoinLink -Relay $two
        (Get-GelfLink three | Disconnect-GelfLink -PassThru).State | Should -Be 'Closed'
    }
}
