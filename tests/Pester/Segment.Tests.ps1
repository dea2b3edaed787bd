BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Two relays' {
    BeforeEach {
        $key = New-GelfKey
        $script:one = New-GelfTap gelf-one | Start-GelfRelay -Port 0 -Name one -Key $key
        $script:two = New-GelfTap gelf-two | Start-GelfRelay -Port 0 -Name two -Key $key
    }

    AfterEach {
        Clear-Session
    }

    It 'are peers over a direct link, and their cables are plugged in' {
        $link = Connect-GelfRelay $two.JoinLink -Relay $one -PassThru
        "$($link.State) $($link.RemoteEndPoint) $($link.IsOutgoing)" | Should -Be "Open 127.0.0.1:$($two.Port) True"
        Wait-Until { $one.Peers.Count -eq 1 -and $two.Peers.Count -eq 1 -and $one.Tap.Carrier -and $two.Tap.Carrier }
        $peer = Get-GelfPeer -Relay one
        "$($peer.Name) $($peer.State) $($peer.Tap) $($peer.MacAddress) $($peer.Mtu)" | Should -Be "two Connected gelf-two $($two.Tap.MacAddress) 1500"
    }

    It 'pass frames, and count them' {
        Connect-GelfRelay $two.JoinLink -Relay $one
        Wait-Until { $one.Tap.Carrier -and $two.Tap.Carrier }
        # To a neighbor that is known and not there: the host sends at once, and the broadcasts of an address search are spared.
        $null = $one | New-GelfAddress 198.51.100.1/24
        ip neigh replace 198.51.100.2 lladdr $two.Tap.MacAddress dev gelf-one nud permanent
        $null = ping -n -c 3 -i 0.2 -W 1 198.51.100.2
        Wait-Until { (Get-GelfStats -Relay one).FramesSent -ge 3 -and (Get-GelfStats -Relay two).FramesReceived -ge 3 }
        $stats = Get-GelfStats -Relay two
        $stats.BytesReceived | Should -BeGreaterOrEqual (3 * 98)
        $stats.DroppedUnauthenticated | Should -Be 0
        (Get-GelfStats -Relay two -Detailed).BytesReceived | Should -BeGreaterThan 0
    }

    It 'are peers over a wire, which is a job' {
        $wire = Start-GelfWire $one.JoinLink, $two.JoinLink
        "$($wire.Name) $($wire.PSJobTypeName) $($wire.State)" | Should -Be 'wire0 GelfWire Running'
        Wait-Until { $one.Peers.Count -eq 1 -and $two.Peers.Count -eq 1 }
        $one.Peers[0].Hops | Should -Be 2
        Wait-Until { $one.Links[0].Role -eq 'wire' }

        Stop-Job $wire
        Wait-Until { $one.Peers.Count -eq 0 -and -not $one.Tap.Carrier }
    }

    It 'are joined by the join link of one that names the other' {
        $wire = Get-GelfJoinLink one -With $two.JoinLink | Start-GelfWire -Name through
        $wire.Links.Count | Should -Be 2
        "$((Get-GelfStats through).Wire) $((Get-GelfLink through).Count)" | Should -Be 'through 2'
    }

    It 'show their link on both sides, and close it for good' {
        Connect-GelfRelay $two.JoinLink -Relay $one
        Wait-Until { (Get-GelfLink -Relay one).Role -eq 'relay' -and (Get-GelfLink -Relay two).Role -eq 'relay' }
        (Get-GelfLink -Relay one).IsOutgoing | Should -BeTrue
        (Get-GelfLink -Relay two).IsOutgoing | Should -BeFalse

        Get-GelfLink -Relay one | Disconnect-GelfLink -WhatIf
        (Get-GelfLink -Relay one).State | Should -Be 'Open'
        Get-GelfLink -Relay one | Disconnect-GelfLink
        Get-GelfLink -Relay one | Should -BeNullOrEmpty
        Wait-Until { -not $one.Tap.Carrier -and -not $two.Tap.Carrier }
    }

    It 'know which addresses are behind each other' {
        Connect-GelfRelay $two.JoinLink -Relay $one
        Wait-Until { $one.Tap.Carrier -and $two.Tap.Carrier }
        $null = $one | New-GelfAddress 198.51.100.1/24
        ip neigh replace 198.51.100.2 lladdr $two.Tap.MacAddress dev gelf-one nud permanent
        $null = ping -n -c 1 -W 1 198.51.100.2
        Wait-Until { (Get-GelfNeighbor -Relay two).MacAddress -contains $one.Tap.MacAddress }
    }

    It 'are not connected with -WhatIf' {
        Connect-GelfRelay $two.JoinLink -Relay $one -WhatIf
        Start-GelfWire $one.JoinLink, $two.JoinLink -WhatIf | Should -BeNullOrEmpty
        $one.Links | Should -BeNullOrEmpty
        @(Get-OwnJob).Count | Should -Be 2
    }

    It 'with different keys say so, and pass nothing' {
        $other = Start-GelfRelay -Port 0 -Name other -Encrypt
        Connect-GelfRelay $other.JoinLink -Relay $one
        Wait-Until { (Get-GelfPeer -Relay one).State -eq 'OtherKey' }
        $one.Peers | Should -BeNullOrEmpty
        Wait-Until { "$(Receive-Job $one 3>&1 6>$null -Keep)" -like "*'other' has another key*" }
    }

    It 'are not linked with a wrong token' {
        $wrong = $two.JoinLink -replace 'token=.*', 'token=wrong'
        { Connect-GelfRelay $wrong -Relay $one -ErrorAction Stop } | Should -Throw -ErrorId 'LinkRefused,Gelf.PowerShell.Commands.ConnectGelfRelayCommand'
        $one.Links | Should -BeNullOrEmpty
    }

    It 'are not linked once the other has stopped' {
        $link = $two.JoinLink
        Stop-GelfRelay two
        { Connect-GelfRelay $link -Relay $one -ErrorAction Stop } | Should -Throw -ErrorId 'LinkUnreachable,Gelf.PowerShell.Commands.ConnectGelfRelayCommand'
        { Connect-GelfRelay $one.JoinLink -Relay two -ErrorAction Stop } | Should -Throw -ErrorId 'RelayNotRunning,Gelf.PowerShell.Commands.ConnectGelfRelayCommand'
    }

    It 'are what a wire needs at least' {
        { Start-GelfWire $one.JoinLink -ErrorAction Stop } | Should -Throw -ErrorId 'WireNeedsTwo,Gelf.PowerShell.Commands.StartGelfWireCommand'
    }
}
