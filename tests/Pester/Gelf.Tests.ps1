# The module as a user of PowerShell has it. It runs as root in a network namespace of its own (tools/in-namespace.sh), which
# starts with the interface lo and nothing else.

BeforeAll {
    $script:manifest = "$PSScriptRoot/../../out/Gelf/Gelf.psd1"
    Import-Module $manifest -Force -ErrorAction Stop

    function Get-InterfaceName {
        [System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name | Sort-Object
    }

    # Waits for a condition, and fails when it does not come.
    function Wait-Until {
        param([scriptblock] $Condition, [int] $Seconds = 20)
        $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
        while (-not (& $Condition)) {
            if ([datetime]::UtcNow -gt $deadline) {
                throw "This did not come true within $Seconds s: $Condition"
            }
            Start-Sleep -Milliseconds 20
        }
    }
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
}

Describe 'The module' {
    It 'exports the commands of its manifest, and nothing else' {
        $expected = (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object
        $exported = (Get-Command -Module Gelf).Name | Sort-Object
        $exported | Should -Be $expected
    }

    It 'uses approved verbs only' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module Gelf).Verb | Where-Object { $_ -notin $approved } | Should -BeNullOrEmpty
    }

    It 'calls all its nouns Gelf something' {
        (Get-Command -Module Gelf).Noun | Where-Object { $_ -cnotlike 'Gelf*' } | Should -BeNullOrEmpty
    }

    It 'has -WhatIf and -Confirm on every command that changes something' {
        $changing = Get-Command -Module Gelf | Where-Object { $_.Verb -notin 'Get', 'Import' }
        $changing | Where-Object { -not $_.Parameters.ContainsKey('WhatIf') } | Should -BeNullOrEmpty
    }

    It 'says what each command returns' {
        Get-Command -Module Gelf | Where-Object { $_.OutputType.Count -eq 0 } | Should -BeNullOrEmpty
    }

    It 'can be imported again' {
        { Import-Module $manifest -Force -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes its relays and taps away when it is removed' {
        $null = Start-GelfRelay -Port 0
        Remove-Module Gelf
        $left = Get-InterfaceName
        Import-Module $manifest -ErrorAction Stop
        $left | Should -Be 'lo'
        Get-Job | Remove-Job
    }
}

Describe 'Taps' {
    AfterEach {
        Get-GelfTap | Remove-GelfTap
    }

    It 'are interfaces that are up, without a cable' {
        $tap = New-GelfTap
        $tap.Name | Should -Be 'tap0'
        $tap.State | Should -Be 'Up'
        $tap.Carrier | Should -BeFalse
        $tap.Mtu | Should -Be 1500
        Get-InterfaceName | Should -Contain 'tap0'
    }

    It 'have the name, the MTU and the address that they are given' {
        $tap = New-GelfTap -Name lab -Mtu 9000 -MacAddress 02:00:5e:10:00:01
        "$($tap.Name) $($tap.Mtu) $($tap.MacAddress)" | Should -Be 'lab 9000 02:00:5e:10:00:01'
        Get-Content /sys/class/net/lab/address | Should -Be '02:00:5e:10:00:01'
        Get-Content /sys/class/net/lab/mtu | Should -Be '9000'
    }

    It 'come by name from the pipeline, and are found by wildcards' {
        $null = 'lab1', 'lab2', 'other' | New-GelfTap
        (Get-GelfTap lab*).Name | Should -Be 'lab1', 'lab2'
    }

    It 'are their names as text' {
        $tap = New-GelfTap
        "$tap" | Should -Be 'tap0'
    }

    It 'are gone once they are removed' {
        $tap = New-GelfTap
        $tap | Remove-GelfTap
        $tap.State | Should -Be 'Removed'
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'change nothing with -WhatIf' {
        New-GelfTap -WhatIf | Should -BeNullOrEmpty
        Get-InterfaceName | Should -Be 'lo'

        New-GelfTap | Remove-GelfTap -WhatIf
        Get-InterfaceName | Should -Contain 'tap0'
    }

    It 'are refused with <id> for <why>' -ForEach @(
        @{ why = 'a name that is too long'; id = 'TapNameInvalid'; arguments = @{ Name = 'a-name-that-is-too-long' } }
        @{ why = 'a name that is taken'; id = 'TapNameTaken'; arguments = @{ Name = 'lo' } }
        @{ why = 'an MTU that cannot be'; id = 'TapMtuInvalid'; arguments = @{ Mtu = 67 } }
        @{ why = 'a multicast address'; id = 'TapMacInvalid'; arguments = @{ MacAddress = '01:00:5e:00:00:01' } }
        @{ why = 'an owner that is nobody'; id = 'TapOwnerUnknown'; arguments = @{ Owner = 'nobody-has-this-name' } }
    ) {
        { New-GelfTap @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.NewGelfTapCommand"
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'that are not there are one error each, and the others have their turn' {
        $null = New-GelfTap
        $found = Get-GelfTap nope1, tap0, nope2 -ErrorAction SilentlyContinue -ErrorVariable problems
        $found.Name | Should -Be 'tap0'
        $problems.FullyQualifiedErrorId | Should -Be (@('TapNotFound,Gelf.PowerShell.Commands.GetGelfTapCommand') * 2)
        $problems.TargetObject | Should -Be 'nope1', 'nope2'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }
}

Describe 'Addresses' {
    BeforeEach {
        $script:tap = New-GelfTap
    }

    AfterEach {
        Get-GelfTap | Remove-GelfTap
    }

    It 'are given to a tap from the pipeline' {
        $address = $tap | New-GelfAddress 10.10.10.1/24
        "$address $($address.InterfaceAlias) $($address.AddressFamily)" | Should -Be '10.10.10.1/24 tap0 IPv4'
        "$(ip -o -4 address show dev tap0)" | Should -BeLike '*inet 10.10.10.1/24 *'
    }

    It 'take the parameters of New-NetIPAddress' {
        $address = New-GelfAddress -IPAddress fd00::1 -PrefixLength 64 -InterfaceIndex $tap.InterfaceIndex
        "$address $($address.AddressFamily)" | Should -Be 'fd00::1/64 IPv6'
    }

    It 'are listed and removed' {
        $null = $tap | New-GelfAddress 10.10.10.1/24
        (Get-GelfAddress -InterfaceAlias tap0 -AddressFamily IPv4).IPAddress | Should -Be '10.10.10.1'
        Get-GelfAddress 10.10.10.1 | Remove-GelfAddress -Confirm:$false
        Get-GelfAddress -InterfaceAlias tap0 -AddressFamily IPv4 | Should -BeNullOrEmpty
    }

    It 'change nothing with -WhatIf' {
        $tap | New-GelfAddress 10.10.10.1/24 -WhatIf | Should -BeNullOrEmpty
        Get-GelfAddress 10.* | Should -BeNullOrEmpty
    }

    It 'are refused with <id> for <why>' -ForEach @(
        @{ why = 'what is no address'; id = 'AddressInvalid'; arguments = @{ IPAddress = '10.10' } }
        @{ why = 'a prefix that does not fit'; id = 'PrefixLengthInvalid'; arguments = @{ IPAddress = '10.10.10.1/33' } }
        @{ why = 'two prefixes'; id = 'PrefixLengthConflict'; arguments = @{ IPAddress = '10.10.10.1/24'; PrefixLength = 16 } }
        @{ why = 'a gateway out of reach'; id = 'GatewayInvalid'; arguments = @{ IPAddress = '10.10.10.1/24'; DefaultGateway = '10.10.11.1' } }
    ) {
        { $tap | New-GelfAddress @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.NewGelfAddressCommand"
    }

    It 'that an interface has already are an error' {
        $null = $tap | New-GelfAddress 10.10.10.1/24
        { $tap | New-GelfAddress 10.10.10.1/24 -ErrorAction Stop } | Should -Throw -ErrorId 'AddressExists,Gelf.PowerShell.Commands.NewGelfAddressCommand'
    }

    It 'of an interface that is not there are an error' {
        { New-GelfAddress 10.10.10.1/24 -InterfaceAlias nope -ErrorAction Stop } | Should -Throw -ErrorId 'InterfaceNotFound,Gelf.PowerShell.Commands.NewGelfAddressCommand'
    }
}

Describe 'Keys' {
    BeforeAll {
        $script:hex = 'b04c96f0e62fd14424e7e58e3d8ba957'
    }

    It 'are random, of 256 bits or 128' {
        $one = New-GelfKey
        $two = New-GelfKey
        $one.Bits | Should -Be 256
        $one.ToHex() | Should -Match '^[0-9a-f]{64}$'
        $one.ToHex() | Should -Not -Be $two.ToHex()
        (New-GelfKey -Bits 128).ToHex() | Should -Match '^[0-9a-f]{32}$'
    }

    It 'are shown as their fingerprints, whatever shows them' {
        $key = New-GelfKey
        $shown = @("$key", ($key | Out-String), ($key | Format-List * | Out-String), ($key | ConvertTo-Json)) -join "`n"
        $shown | Should -BeLike "*$($key.Fingerprint)*"
        $shown | Should -Not -BeLike "*$($key.ToHex())*"
    }

    It 'are the same for the same passphrase and segment' {
        $passphrase = [securestring]::new()
        'correct horse battery staple'.ToCharArray() | ForEach-Object { $passphrase.AppendChar($_) }
        $key = New-GelfKey -Passphrase $passphrase -SegmentName lab
        (New-GelfKey -Passphrase $passphrase -SegmentName lab).Fingerprint | Should -Be $key.Fingerprint
        (New-GelfKey -Passphrase $passphrase -SegmentName other).Fingerprint | Should -Not -Be $key.Fingerprint
    }

    It 'go into files that only their owner can read, and come back' {
        $key = New-GelfKey -Path TestDrive:/segment.key
        (Get-Item TestDrive:/segment.key).UnixMode | Should -Be '-rw-------'
        (Import-GelfKey TestDrive:/segment.key).ToHex() | Should -Be $key.ToHex()

        $key | Export-GelfKey TestDrive:/copy.key
        Get-Content TestDrive:/copy.key | Should -Be $key.ToHex()
    }

    It 'do not replace a file without -Force' {
        $null = New-GelfKey -Path TestDrive:/taken.key
        $before = Get-Content TestDrive:/taken.key
        { New-GelfKey -Path TestDrive:/taken.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyFileExists,Gelf.PowerShell.Commands.NewGelfKeyCommand'
        Get-Content TestDrive:/taken.key | Should -Be $before

        $null = New-GelfKey -Path TestDrive:/taken.key -Force
        Get-Content TestDrive:/taken.key | Should -Not -Be $before
    }

    It 'are not read from a file that others can read' {
        $null = New-GelfKey -Path TestDrive:/open.key
        chmod 640 (Convert-Path TestDrive:/open.key)
        { Import-GelfKey TestDrive:/open.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyFileExposed,Gelf.PowerShell.Commands.ImportGelfKeyCommand'
    }

    It 'are not repeated when they are wrong' {
        { Export-GelfKey -Key "${hex}x" -Path TestDrive:/x.key -ErrorAction Stop } | Should -Throw -ErrorId 'KeyTextInvalid,Gelf.PowerShell.Commands.ExportGelfKeyCommand'
        "$($Error[0].Exception.Message) $($Error[0].TargetObject)" | Should -Not -BeLike "*$hex*"
    }

    It 'write no file with -WhatIf' {
        New-GelfKey -Path TestDrive:/whatif.key -WhatIf | Should -BeNullOrEmpty
        Test-Path TestDrive:/whatif.key | Should -BeFalse
    }
}

Describe 'A relay' {
    AfterEach {
        Get-Job | Remove-Job -Force
        Get-GelfTap | Remove-GelfTap
    }

    It 'is a job that runs' {
        $relay = Start-GelfRelay -Port 0 -Name one
        "$($relay.Name) $($relay.PSJobTypeName) $($relay.State)" | Should -Be 'one GelfRelay Running'
        $relay.Port | Should -BeGreaterThan 0
        (Get-Job one).InstanceId | Should -Be $relay.InstanceId
        (Get-GelfRelay).Name | Should -Be 'one'
    }

    It 'serves its page to whoever asks, and links only to who has the token' {
        $relay = Start-GelfRelay -Port 0
        (Invoke-WebRequest $relay.Uri).Content | Should -BeLike '*<html*'
        (Invoke-WebRequest "$($relay.Uri)link" -SkipHttpErrorCheck).StatusCode | Should -Be 401
    }

    It 'takes the tap that it made with it' {
        $relay = Start-GelfRelay -Port 0
        $relay.InterfaceAlias | Should -Be 'tap0'
        Stop-GelfRelay $relay
        $relay.State | Should -Be 'Stopped'
        Get-InterfaceName | Should -Be 'lo'
    }

    It 'leaves the tap that it was given' {
        $relay = New-GelfTap | Start-GelfRelay -Port 0
        $relay | Stop-GelfRelay
        Get-InterfaceName | Should -Contain 'tap0'
    }

    It 'is stopped by Stop-Job, and gone after Remove-Job' {
        $relay = Start-GelfRelay -Port 0 -Name one
        Stop-Job one
        Wait-Job one -Timeout 10 | Should -Not -BeNullOrEmpty
        $relay.State | Should -Be 'Stopped'
        Remove-Job one
        Get-Job | Should -BeNullOrEmpty
        Get-GelfRelay | Should -BeNullOrEmpty
    }

    It 'says in its streams that no phone can reach it' {
        $relay = Start-GelfRelay -Port 0
        "$(Receive-Job $relay 6>&1)" | Should -BeLike '*no phone can open them*'
    }

    It 'binds to the interface parameters of the address cmdlets' {
        $relay = Start-GelfRelay -Port 0
        ($relay | New-GelfAddress 10.10.10.1/24).InterfaceAlias | Should -Be $relay.InterfaceAlias
    }

    It 'starts nothing with -WhatIf' {
        Start-GelfRelay -Port 0 -WhatIf | Should -BeNullOrEmpty
        Get-InterfaceName | Should -Be 'lo'
        Get-Job | Should -BeNullOrEmpty

        $relay = Start-GelfRelay -Port 0
        Stop-GelfRelay $relay -WhatIf
        $relay.State | Should -Be 'Running'
    }

    It 'is refused with <id> for <why>, and leaves nothing behind' -ForEach @(
        @{ why = 'a port that is none'; id = 'PortInvalid'; arguments = @{ Port = 99999 } }
        @{ why = 'an address that is none'; id = 'ListenAddressInvalid'; arguments = @{ ListenAddress = 'here' } }
        @{ why = 'an address of another host'; id = 'ListenAddressInvalid'; arguments = @{ ListenAddress = '192.0.2.1'; Port = 0 } }
        @{ why = 'a tap that is not there'; id = 'TapNotFound'; arguments = @{ Tap = 'nope'; Port = 0 } }
        @{ why = 'a token with a space'; id = 'TokenInvalid'; arguments = @{ Token = 'not a token'; Port = 0 } }
        @{ why = 'a key that is none'; id = 'KeyTextInvalid'; arguments = @{ Key = 'secret'; Port = 0 } }
        @{ why = 'two keys'; id = 'KeyConflict'; arguments = @{ Key = '00112233445566778899aabbccddeeff'; KeyPath = 'x'; Port = 0 } }
        @{ why = 'a key file that is not there'; id = 'KeyFileUnreadable'; arguments = @{ KeyPath = '/nowhere/segment.key'; Port = 0 } }
        @{ why = 'a certificate that is not there'; id = 'CertificateUnreadable'; arguments = @{ Certificate = '/nowhere/cert.pem'; Port = 0 } }
    ) {
        { Start-GelfRelay @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.StartGelfRelayCommand"
        Get-InterfaceName | Should -Be 'lo'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'does not share a port or a tap' {
        $relay = Start-GelfRelay -Port 0
        { Start-GelfRelay -Port $relay.Port -ErrorAction Stop } | Should -Throw -ErrorId 'PortTaken,Gelf.PowerShell.Commands.StartGelfRelayCommand'
        { Start-GelfRelay -Port 0 -Tap $relay.Tap -ErrorAction Stop } | Should -Throw -ErrorId 'TapBusy,Gelf.PowerShell.Commands.StartGelfRelayCommand'
    }

    It 'that is not there cannot be stopped' {
        { Stop-GelfRelay nope -ErrorAction Stop } | Should -Throw -ErrorId 'RelayNotFound,Gelf.PowerShell.Commands.StopGelfRelayCommand'
    }
}

Describe 'A relay with a key' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'is sealed, and derives its token from the key' {
        $key = New-GelfKey -Path TestDrive:/segment.key
        $one = Start-GelfRelay -Port 0 -Name one -KeyPath TestDrive:/segment.key
        $two = Start-GelfRelay -Port 0 -Name two -Key $key
        "$($one.Sealed) $($one.Key)" | Should -Be "True $key"
        ($one.JoinLink -split '#')[1] | Should -Be ($two.JoinLink -split '#')[1]
    }

    It 'makes its key with -Encrypt, and shows it nowhere' {
        $relay = Start-GelfRelay -Port 0 -Encrypt
        $hex = $relay.Key.ToHex()
        $shown = @(($relay | Format-List * | Out-String -Width 4096), (Get-Job | Format-List * | Out-String -Width 4096), (Receive-Job $relay *>&1 | Out-String)) -join "`n"
        $shown | Should -BeLike "*$($relay.Key.Fingerprint)*"
        $shown | Should -Not -BeLike "*$hex*"
    }
}

Describe 'Join links' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'carry host, port and token, and say whose they are' {
        $relay = Start-GelfRelay -Port 0 -Name one -Token my-token
        $link = Get-GelfJoinLink
        "$link" | Should -Be "http://127.0.0.1:$($relay.Port)/#token=my-token"
        $link.Relay | Should -Be 'one'
    }

    It 'join others with -With' {
        $one = Start-GelfRelay -Port 0 -Name one -Token a
        $two = Start-GelfRelay -Port 0 -Name two -Token b
        "$(Get-GelfJoinLink $one -With $two.JoinLink)" |
            Should -Be "http://127.0.0.1:$($one.Port)/#token=a&with=http%3A%2F%2F127.0.0.1%3A$($two.Port)%2F%23token%3Db"
    }

    It 'lead to the address that is advertised' {
        $relay = Start-GelfRelay -Port 0 -AdvertiseAddress relay.example
        $relay.JoinLink | Should -BeLike "http://relay.example:$($relay.Port)/#token=*"
    }

    It 'are refused, and not repeated, when they are none' {
        $null = Start-GelfRelay -Port 0
        { Get-GelfJoinLink -With 'http://secret' -ErrorAction Stop } | Should -Throw -ErrorId 'JoinLinkInvalid,Gelf.PowerShell.Commands.GetGelfJoinLinkCommand'
        $Error[0].Exception.Message | Should -Not -BeLike '*secret*'
    }
}

Describe 'Two relays' {
    BeforeEach {
        $key = New-GelfKey
        $script:one = New-GelfTap one | Start-GelfRelay -Port 0 -Name one -Key $key
        $script:two = New-GelfTap two | Start-GelfRelay -Port 0 -Name two -Key $key
    }

    AfterEach {
        Get-Job | Remove-Job -Force
        Get-GelfTap | Remove-GelfTap
    }

    It 'are peers over a direct link, and their cables are plugged in' {
        $link = Connect-GelfRelay $two.JoinLink -Relay $one -PassThru
        "$($link.State) $($link.RemoteEndPoint) $($link.IsOutgoing)" | Should -Be "Open 127.0.0.1:$($two.Port) True"
        Wait-Until { $one.Peers.Count -eq 1 -and $two.Peers.Count -eq 1 -and $one.Tap.Carrier -and $two.Tap.Carrier }
        $peer = Get-GelfPeer -Relay one
        "$($peer.Name) $($peer.State) $($peer.Tap) $($peer.MacAddress) $($peer.Mtu)" | Should -Be "two Connected two $($two.Tap.MacAddress) 1500"
    }

    It 'pass frames, and count them' {
        Connect-GelfRelay $two.JoinLink -Relay $one
        Wait-Until { $one.Tap.Carrier -and $two.Tap.Carrier }
        # To a neighbor that is known and not there: the host sends at once, and the broadcasts of an address search are spared.
        $null = $one | New-GelfAddress 10.10.10.1/24
        ip neigh replace 10.10.10.2 lladdr $two.Tap.MacAddress dev one nud permanent
        $null = ping -n -c 3 -i 0.2 -W 1 10.10.10.2
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
        $null = $one | New-GelfAddress 10.10.10.1/24
        ip neigh replace 10.10.10.2 lladdr $two.Tap.MacAddress dev one nud permanent
        $null = ping -n -c 1 -W 1 10.10.10.2
        Wait-Until { (Get-GelfNeighbor -Relay two).MacAddress -contains $one.Tap.MacAddress }
    }

    It 'are not connected with -WhatIf' {
        Connect-GelfRelay $two.JoinLink -Relay $one -WhatIf
        Start-GelfWire $one.JoinLink, $two.JoinLink -WhatIf | Should -BeNullOrEmpty
        $one.Links | Should -BeNullOrEmpty
        (Get-Job).Count | Should -Be 2
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

Describe 'Counters' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'have a property for every reason of a drop, whose sum is Dropped' {
        $null = Start-GelfRelay -Port 0
        $stats = Get-GelfStats
        $reasons = $stats.PSObject.Properties | Where-Object Name -Like 'Dropped?*'
        $reasons | Should -Not -BeNullOrEmpty
        $stats.Dropped | Should -Be ($reasons.Value | Measure-Object -Sum).Sum
    }

    It 'go on until the relay stops, with -Continuous' {
        $relay = Start-GelfRelay -Port 0
        $seen = Get-GelfStats -Continuous -Interval 0.1 | ForEach-Object { Stop-GelfRelay $relay; $_ }
        @($seen).Count | Should -Be 1
    }

    It 'are refused an interval that cannot be' {
        { Get-GelfStats -Continuous -Interval 0 } | Should -Throw -ErrorId 'IntervalInvalid,Gelf.PowerShell.Commands.GetGelfStatsCommand'
    }

    It 'of a relay that is not there are an error' {
        { Get-GelfStats -Relay nope -ErrorAction Stop } | Should -Throw -ErrorId 'RelayNotFound,Gelf.PowerShell.Commands.GetGelfStatsCommand'
    }
}

Describe 'A relay over https' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'tells the fingerprint of the certificate that it made' {
        $relay = Start-GelfRelay -Port 0 -Https -InformationVariable told 6>$null
        $relay.JoinLink | Should -BeLike 'https://*'
        $relay.CertificateFingerprint | Should -Match '^([0-9A-F]{2}:){31}[0-9A-F]{2}$'
        "$told" | Should -BeLike "*$($relay.CertificateFingerprint)*"
        (Invoke-WebRequest $relay.Uri -SkipCertificateCheck).StatusCode | Should -Be 200
    }

    It 'is not linked directly with a certificate that the host does not trust' {
        $relay = Start-GelfRelay -Port 0 -Https 6>$null
        $plain = Start-GelfRelay -Port 0 -Name plain
        { Connect-GelfRelay $relay.JoinLink -Relay $plain -ErrorAction Stop } | Should -Throw -ErrorId 'LinkUnreachable,Gelf.PowerShell.Commands.ConnectGelfRelayCommand'
    }
}
