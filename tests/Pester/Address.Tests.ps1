BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'Addresses' {
    BeforeEach {
        $script:tap = New-GelfTap
    }

    AfterEach {
        Clear-Session
    }

    It 'are given to a tap from the pipeline' {
        $address = $tap | New-GelfAddress 198.51.100.1/24
        "$address $($address.InterfaceAlias) $($address.AddressFamily)" | Should -Be "198.51.100.1/24 $tap IPv4"
        "$(ip -o -4 address show dev $tap)" | Should -BeLike '*inet 198.51.100.1/24 *'
    }

    It 'take the parameters of New-NetIPAddress' {
        $address = New-GelfAddress -IPAddress 2001:db8::1 -PrefixLength 64 -InterfaceIndex $tap.InterfaceIndex
        "$address $($address.AddressFamily)" | Should -Be '2001:db8::1/64 IPv6'
    }

    It 'are listed and removed' {
        $null = $tap | New-GelfAddress 198.51.100.1/24
        (Get-GelfAddress -InterfaceAlias $tap.Name -AddressFamily IPv4).IPAddress | Should -Be '198.51.100.1'
        Get-GelfAddress 198.51.100.1 | Remove-GelfAddress -Confirm:$false
        Get-GelfAddress -InterfaceAlias $tap.Name -AddressFamily IPv4 | Should -BeNullOrEmpty
    }

    It 'change nothing with -WhatIf' {
        $tap | New-GelfAddress 198.51.100.1/24 -WhatIf | Should -BeNullOrEmpty
        Get-GelfAddress 198.51.100.* | Should -BeNullOrEmpty
    }

    It 'are refused with <id> for <why>' -ForEach @(
        @{ why = 'what is no address'; id = 'AddressInvalid'; arguments = @{ IPAddress = '10.10' } }
        @{ why = 'a prefix that does not fit'; id = 'PrefixLengthInvalid'; arguments = @{ IPAddress = '198.51.100.1/33' } }
        @{ why = 'two prefixes'; id = 'PrefixLengthConflict'; arguments = @{ IPAddress = '198.51.100.1/24'; PrefixLength = 16 } }
        @{ why = 'a gateway out of reach'; id = 'GatewayInvalid'; arguments = @{ IPAddress = '198.51.100.1/24'; DefaultGateway = '203.0.113.1' } }
    ) {
        { $tap | New-GelfAddress @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$id,Gelf.PowerShell.Commands.NewGelfAddressCommand"
    }

    It 'that an interface has already are an error' {
        $null = $tap | New-GelfAddress 198.51.100.1/24
        { $tap | New-GelfAddress 198.51.100.1/24 -ErrorAction Stop } | Should -Throw -ErrorId 'AddressExists,Gelf.PowerShell.Commands.NewGelfAddressCommand'
    }

    It 'of an interface that is not there are an error' {
        { New-GelfAddress 198.51.100.1/24 -InterfaceAlias nope -ErrorAction Stop } | Should -Throw -ErrorId 'InterfaceNotFound,Gelf.PowerShell.Commands.NewGelfAddressCommand'
    }
}
