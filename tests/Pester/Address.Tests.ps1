BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Remove-Module Gelf -ErrorAction Ignore
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
