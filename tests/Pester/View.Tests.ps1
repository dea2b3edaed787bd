BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:key = New-GelfKey
    $script:one = New-GelfTap gelf-one | Start-GelfRelay -Port 0 -Name office-north -Key $key
    $script:two = New-GelfTap gelf-two | Start-GelfRelay -Port 0 -Name office-two -Key $key
    Connect-GelfRelay $two.JoinLink -Relay $one
    $script:cable = Start-GelfWire $one.JoinLink, $two.JoinLink -Name cable
    $null = $one | New-GelfAddress 198.51.100.1/24
    ip neigh replace 198.51.100.2 lladdr $two.Tap.MacAddress dev gelf-one nud permanent
    Wait-Until { $one.Tap.Carrier -and $two.Tap.Carrier -and $one.Peers.Count -eq 1 -and (Get-GelfLink -Relay cable).Count -eq 2 }
    $null = ping -n -c 1 -W 1 198.51.100.2
    Wait-Until { (Get-GelfNeighbor -Relay office-two).MacAddress -contains $one.Tap.MacAddress }
}

AfterAll {
    Exit-Session
}

Describe 'In a terminal of 80 columns' {
    It 'the table of <what> shows <columns>' -ForEach @(
        @{ what = 'taps'; rows = 2; columns = 'Name State Carrier Mtu MacAddress ifIndex'; get = { Get-GelfTap gelf-one, gelf-two } }
        @{ what = 'addresses'; rows = 1; columns = 'ifIndex InterfaceAlias IPAddress PrefixLength AddressFamily'; get = { Get-GelfAddress 198.51.100.* } }
        @{ what = 'a key'; rows = 1; columns = 'Fingerprint Bits'; get = { $key } }
        @{ what = 'relays, when asked for'; rows = 2; columns = 'Id Name State Tap Page Peers Links'; get = { Get-GelfRelay office-north, office-two | Format-Table -View GelfRelay } }
        @{ what = 'a wire, when asked for'; rows = 1; columns = 'Id Name State Relays Links Peers'; get = { Get-Job -Id $cable.Id | Format-Table -View GelfWire } }
        @{ what = 'neighbors'; rows = 1; columns = 'Relay MacAddress Peer Age PeerId'; get = { Get-GelfNeighbor -Relay office-north | Where-Object MacAddress -EQ $two.Tap.MacAddress } }
        @{ what = 'counters of relays'; rows = 2; columns = 'Relay Peers Links Sent Received FramesSent FramesReceived Dropped'; get = { Get-GelfStats office-* } }
        @{ what = 'counters of relays and wires'; rows = 3; columns = 'Relay Peers Links Sent Received FramesSent FramesReceived Dropped'; get = { Get-GelfStats } }
        @{ what = 'counters of a wire'; rows = 1; columns = 'Wire Peers Links MessagesSent MessagesReceived Duplicates Dropped'; get = { Get-GelfStats cable } }
        @{ what = 'links'; rows = 2; columns = 'Id State Remote RoundTrip Sent Received Problem'; get = { Get-GelfLink office-north } }
        @{ what = 'links with their counters'; rows = 2; columns = 'Id State Remote RoundTrip Sent Received Problem'; get = { Get-GelfStats cable -Detailed } }
        @{ what = 'peers'; rows = 1; columns = 'Name State MacAddress Mtu Hops Problem'; get = { Get-GelfPeer -Relay office-north } }
        @{ what = 'paths'; rows = 1; columns = 'Peer Loss Min P50 P90 P99 Max Jitter Throughput'; get = { Test-GelfPath -Relay office-north -Count 3 -Interval 0.01 -Duration 0.1 } }
    ) {
        $lines = @(& $get | Get-ShownLine)
        # Nothing is cut off.
        $lines | Where-Object { $_.TrimEnd().Length -gt 80 -or $_.Contains([char] 0x2026) } | Should -BeNullOrEmpty
        # Tables of links, peers and paths have their relay above them. No row takes two lines.
        $table = @($lines | Where-Object { $_ -notlike '*Relay: *' })
        $table[0].Trim() -replace '\s+', ' ' | Should -Be $columns
        $table.Count | Should -Be (2 + $rows)
    }

    It 'links say which relay or wire they are of' {
        $lines = @(Get-GelfLink | Get-ShownLine)
        ($lines | Where-Object { $_ -like '*Relay: *' }).Trim() | Should -Be 'Relay: office-north', 'Relay: office-two', 'Relay: cable'
    }

    It 'a relay is a row of the table that all jobs have' {
        $lines = @(Get-Job -Id $one.Id | Get-ShownLine)
        $lines[0] | Should -BeLike 'Id *Name *PSJobTypeName *State *HasMoreData *Location*'
        $lines[2] | Should -BeLike '* office-north *GelfRelay *Running *'
    }

    It 'join links are whole, for copying' {
        $link = $one.JoinLink
        ((Get-GelfJoinLink office-north | Out-String -Width 80) -replace '\s', '') | Should -Be $link
    }

    It 'the QR code of a join link fits' {
        $lines = @(Get-GelfJoinLink office-north -With $two.JoinLink -QRCode | Get-ShownLine)
        $lines.Count | Should -BeGreaterThan 15
        $lines | Where-Object { $_.TrimEnd().Length -gt 80 } | Should -BeNullOrEmpty
    }
}

Describe 'Numbers' {
    It 'are shown in human units, and are numbers to scripts' {
        $stats = Get-GelfStats office-north
        $stats.BytesSent | Should -BeOfType [long]
        "$($stats | Get-ShownLine)" | Should -Match ' \d+(\.\d+)? ([KM]i)?B '
        (Get-GelfStats | Measure-Object Dropped -Sum).Sum | Should -BeGreaterOrEqual 0
        (Get-GelfLink -Relay cable | Sort-Object BytesSent).Count | Should -Be 2
    }
}

Describe 'Lists and members' {
    It 'the list of a relay is what is its own, without its token' {
        $text = Get-GelfRelay office-north | Format-List | Out-String -Width 80
        $text | Should -Match '(?m)^Name +: office-north'
        $text | Should -Match '(?m)^Sealed +: True'
        $text | Should -Not -Match 'JoinLink|StatusMessage'
        $text.Contains(($one.JoinLink -split '#')[1]) | Should -BeFalse
    }

    It 'the counters of drops are selected by one name' {
        $drops = Get-GelfStats office-north | Select-Object Drops
        $drops.Dropped | Should -BeOfType [long]
        @($drops.PSObject.Properties.Name -like 'Dropped?*').Count | Should -BeGreaterThan 5
    }

    It 'a tap and a relay have the interface index by its short name' {
        $one.Tap.ifIndex | Should -Be $one.InterfaceIndex
        $one.ifIndex | Should -Be $one.InterfaceIndex
    }

    It 'two states of a segment are compared without a property' {
        $before = @(Get-GelfTap)
        $null = New-GelfTap gelf-three
        (Compare-Object $before @(Get-GelfTap)).InputObject.Name | Should -Be gelf-three
    }
}
