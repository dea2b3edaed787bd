BeforeAll {
    . "$PSScriptRoot/Session.ps1"
}

AfterAll {
    Exit-Session
}

Describe 'The module' {
    AfterEach {
        Import-Module $manifest
        Clear-Session
    }

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
        $changing = Get-Command -Module Gelf | Where-Object { $_.Verb -notin 'Get', 'Import', 'Test' }
        $changing | Where-Object { -not $_.Parameters.ContainsKey('WhatIf') } | Should -BeNullOrEmpty
    }

    It 'says what each command returns' {
        Get-Command -Module Gelf | Where-Object { $_.OutputType.Count -eq 0 } | Should -BeNullOrEmpty
    }

    It 'can be imported again' {
        { Import-Module $manifest -Force -ErrorAction Stop } | Should -Not -Throw
    }

    It 'takes its relays and taps away when it is removed' {
        $relay = Start-GelfRelay -Port 0
        Get-InterfaceChange | Should -Be "+$relay"
        Remove-Module Gelf
        Get-InterfaceChange | Should -BeNullOrEmpty
    }
}
